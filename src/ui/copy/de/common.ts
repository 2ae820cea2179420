/** German: what every page says. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('de')

export const common: Copy['common'] = {
  product: 'Tocsin',
  skip: 'Zum Inhalt',
  menu: 'Menü',
  demo: 'Dies ist eine Vorführung. Nichts von hier erreicht ein Telefon.',
  places: 'Bereich wechseln',
  pageTitle: (title, place) => `${title} – ${place}`,
  errorTitle: (title) => `Fehler: ${title}`,

  languageAndLook: 'Sprache und Aussehen',
  language: 'Sprache',
  look: 'Aussehen',
  looks: { device: 'Wie mein Gerät', light: 'Hell', dark: 'Dunkel' },
  apply: 'Übernehmen',
  account: 'Mein Konto',
  signIn: 'Anmelden',
  signOut: 'Abmelden',

  groups: {
    work: 'Arbeit',
    numbers: 'Zahlen',
    people: 'Personen',
    connections: 'Verbindungen',
    settings: 'Einstellungen',
    record: 'Protokoll',
  },
  pages: {
    newCode: 'Code erstellen',
    myCodes: 'Meine Codes',
    codeNumbers: 'Codes und ihre Nutzung',
    timeNumbers: 'Zeit bis zur Nutzung, falsche Codes',
    textNumbers: 'Gescheiterte SMS',
    record: 'Wer was getan hat',
    people: 'Personen',
    apiKeys: 'API-Schlüssel',
    apps: 'Apps',
    settingsGeneral: 'Allgemeines',
    settingsCodes: 'Codes',
    settingsTexts: 'Textnachrichten',
    settingsSecurity: 'Sicherheit',
    settingsLimits: 'Grenzen',
  },
  breadcrumb: 'Wo Sie sind',

  save: 'Speichern',
  cancel: 'Abbrechen',
  back: 'Zurück',
  next: 'Weiter',
  firstPage: 'Erste Seite',
  nextPage: 'Nächste Seite',
  pagesOfList: 'Seiten der Liste',
  optional: '(freiwillig)',
  yes: 'Ja',
  no: 'Nein',
  errorPrefix: 'Fehler:',
  errorSummary: (count) =>
    plural(count, { one: 'Eine Angabe ist zu prüfen', other: '# Angaben sind zu prüfen' }),
  dangerUndoable: 'Das lässt sich rückgängig machen.',
  dangerFinal: 'Das lässt sich nicht rückgängig machen.',

  copyButton: 'Kopieren',
  copied: 'Kopiert',
  idleWarning: 'Sie werden in 2 Minuten abgemeldet, weil seit einer Weile nichts geschehen ist.',
  staySignedIn: 'Angemeldet bleiben',
  signedOutByTime:
    'Ihre Sitzung ist beendet. Was Sie eingegeben haben, steht noch auf dieser Seite.',
  shortcuts: {
    title: 'Tastenkürzel',
    list: 'Diese Liste zeigen',
    jump: 'Zu einer Seite: g, dann ihr Buchstabe',
    turnOff: 'Kürzel ausschalten',
    turnOn: 'Kürzel einschalten',
    close: 'Schließen',
  },

  choosePlace: {
    title: 'Wo möchten Sie arbeiten?',
    none: 'Sie sind angemeldet, aber noch hat Ihnen niemand Zugang gegeben.',
    noneReason: 'Wer Sie eingeladen hat, kann Sie in das Team aufnehmen.',
  },

  permissions: {
    AuditRead: 'das Protokoll lesen',
    APIKeyRead: 'API-Schlüssel ansehen',
    APIKeyWrite: 'API-Schlüssel ändern',
    CodeIssue: 'Codes erstellen',
    CodeBulkIssue: 'viele Codes erstellen',
    CodeRead: 'Codes nachschlagen',
    CodeExpire: 'Codes ungültig machen',
    SettingsRead: 'Einstellungen ansehen',
    SettingsWrite: 'Einstellungen ändern',
    StatsRead: 'Statistiken ansehen',
    MobileAppRead: 'Apps ansehen',
    MobileAppWrite: 'Apps ändern',
    UserRead: 'Personen ansehen',
    UserWrite: 'Personen ändern',
  },

  errors: {
    forbidden: {
      title: 'Sie dürfen diese Seite nicht öffnen',
      text: 'Dafür fehlt Ihnen ein Recht.',
    },
    csrf: {
      title: 'Senden Sie das Formular noch einmal',
      text: 'Dieses Formular gehörte zu einer früheren Sitzung oder kam von einer anderen Seite; es wurde nichts geändert. Gehen Sie zur Seite zurück, dort liegt ein frisches Formular, und senden Sie es noch einmal.',
    },
    notFound: {
      title: 'Diese Seite gibt es nicht',
      text: 'Vielleicht ist die Adresse vertippt, oder was hier war, wurde gelöscht.',
    },
    methodNotAllowed: {
      title: 'So lässt sich diese Seite nicht benutzen',
      text: 'Öffnen Sie sie stattdessen über das Menü.',
    },
    conflict: {
      title: 'Das ist schon geschehen',
      text: 'Jemand anderes oder dasselbe Formular war schneller. Sehen Sie auf der Seite nach, wie es jetzt steht.',
    },
    tooLarge: {
      title: 'Das ist zu viel auf einmal',
      text: 'Es wurde nichts gespeichert. Kürzen Sie Ihre Eingabe und senden Sie sie noch einmal.',
    },
    unsupported: {
      title: 'Das ist kein Formular dieser Seite',
      text: 'Es wurde nichts geändert. Öffnen Sie die Seite und benutzen Sie ihr Formular.',
    },
    tooMany: {
      title: 'Zu viele Versuche',
      text: 'Warten Sie etwas und versuchen Sie es dann wieder.',
    },
    failed: {
      title: 'Bei uns ist etwas schiefgegangen',
      text: 'Versuchen Sie es noch einmal. Geschieht es wieder, nennen Sie dem Support die Nummer unten.',
    },
    unavailable: {
      title: 'Wir sind gleich wieder da',
      text: 'Das System wird gerade aktualisiert oder ist stark ausgelastet. Es wurde nichts geändert. Versuchen Sie es in einer Minute wieder.',
    },
  },
  missingPermission: (permission, realm) => `In ${realm} fehlt Ihnen das Recht „${permission}“.`,
  whoCanGive: (names) => `Fragen Sie ${names} danach.`,
  outsideNetworks: (realm: string, address: string) =>
    `${realm} lässt sich aus diesem Netz nicht öffnen (Ihre Adresse ist ${address}).`,
  askAdministrator: 'Fragen Sie danach, wer diesen Bereich verwaltet.',
  systemOnly: 'Nur wer das ganze System verwaltet, darf sie öffnen.',
  waitSeconds: (count) =>
    plural(count, { one: 'Warten Sie # Sekunde.', other: 'Warten Sie # Sekunden.' }),
  reference: (id) => `Nummer für den Support: ${id}`,
  toStart: 'Zur Startseite',
  toForm: 'Zurück zur Seite',

  flash: {
    preferencesSaved: { tone: 'ok', text: 'Sprache und Aussehen sind gespeichert.' },
    signedOut: { tone: 'ok', text: 'Sie sind abgemeldet.' },
  },
}

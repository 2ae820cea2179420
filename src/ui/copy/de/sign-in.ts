/** German: signing in, links from mail, and one's own account. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('de')

export const signIn: Copy['signIn'] = {
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  newPasswordHint: (characters) =>
    `Mindestens ${characters} Zeichen. Ein paar Wörter, die nur Sie zusammenstellen würden, lassen sich gut merken und schwer erraten.`,
  name: 'Ihr Name',
  nameHint: 'So, wie die anderen im Team Sie kennen.',
  code: 'Zahl aus Ihrer Authenticator-App',
  codeHint: 'Sechs Ziffern. Sie wechseln alle 30 Sekunden.',
  recoveryCode: 'Ersatzcode',

  enter: {
    title: 'Anmelden',
    button: 'Anmelden',
    forgotten: 'Ich habe mein Passwort vergessen',
  },
  second: {
    title: 'Zweiter Schritt',
    text: 'Das Passwort stimmt. Nun die Zahl, die Ihre Authenticator-App für Tocsin anzeigt.',
    button: 'Weiter',
    lost: 'Ich habe mein Telefon nicht: Ersatzcode benutzen',
  },
  recovery: {
    title: 'Ersatzcode benutzen',
    text: 'Einer der zehn Codes, die Sie beim Einrichten des zweiten Schritts gedruckt oder gespeichert haben. Jeder gilt einmal.',
    hint: 'Zehn Buchstaben und Ziffern. Bindestriche und Großschreibung spielen keine Rolle.',
    button: 'Weiter',
    back: 'Meine Authenticator-App benutzen',
  },
  again: {
    title: 'Sind Sie es noch?',
    text: 'Was Sie vorhaben, verlangt einen frischen Nachweis. Ihr letzter ist älter als zehn Minuten.',
    button: 'Weiter',
  },
  setUp: {
    title: 'Zweiten Schritt einrichten',
    text: 'Von nun an melden Sie sich mit dem Passwort und einer Zahl aus einer App auf Ihrem Telefon an. Ein gestohlenes Passwort allein öffnet dann nichts.',
    scan: 'Öffnen Sie auf Ihrem Telefon eine Authenticator-App und lassen Sie sie dieses Bild scannen.',
    picture: 'Bild für die Authenticator-App; der Text darunter sagt dasselbe',
    type: 'Wenn Sie nicht scannen können, tippen Sie diesen Schlüssel in die App:',
    confirm: 'Geben Sie dann die Zahl ein, die die App anzeigt.',
    button: 'Einschalten',
  },
  codes: {
    title: 'Ihre Ersatzcodes',
    text: 'Wenn Sie Ihr Telefon verlieren, lässt jeder dieser Codes Sie einmal hinein. Drucken Sie diese Seite oder schreiben Sie die Codes ab, und bewahren Sie sie auf wie einen Schlüssel.',
    onlyNow: 'Sie werden jetzt gezeigt und danach nie wieder.',
    copy: 'Alle kopieren',
    typeBack: 'Tippen Sie einen davon ab, damit Sie sicher sind, sie zu haben',
    typeBackHint: 'Er wird dadurch nicht verbraucht.',
    button: 'Ich habe sie aufbewahrt',
    gone: 'Die Codes können nicht mehr gezeigt werden. Wenn Sie sie nicht aufbewahrt haben, erstellen Sie neue.',
    makeNew: 'Neue Codes erstellen',
  },
  start: {
    title: 'Die erste Verwaltung',
    text: 'Dieses System hat noch niemanden, der es verwaltet. Wer dieses Formular ausfüllt, verwaltet es.',
    button: 'Beginnen',
  },
  invitation: {
    title: 'Willkommen',
    text: 'Wählen Sie ein Passwort. Sie melden sich damit und mit Ihrer E-Mail-Adresse an.',
    otherPerson: (signedInAs, invited) =>
      `Diese Einladung gilt ${invited}, und Sie sind hier als ${signedInAs} angemeldet. Melden Sie sich ab und öffnen Sie den Link dann noch einmal.`,
    button: 'Beginnen',
  },
  forgotten: {
    title: 'Passwort vergessen',
    text: 'Wir schicken Ihnen einen Link, mit dem Sie ein neues wählen.',
    button: 'Link schicken',
    noMail: 'Dieses System verschickt keine Post. Wer es verwaltet, kann Ihnen helfen.',
    sentTitle: 'Sehen Sie in Ihre Post',
    sent: 'Wenn wir diese Adresse kennen, ist ein Brief unterwegs. Sein Link gilt einmal, 30 Minuten lang.',
    notArrived:
      'Nach einigen Minuten noch nichts da? Sehen Sie bei unerwünschter Post nach und fragen Sie dann, wer Sie eingeladen hat.',
    back: 'Zurück zur Anmeldung',
  },
  reset: {
    title: 'Neues Passwort wählen',
    text: 'Sie werden dann überall sonst abgemeldet.',
    button: 'Neues Passwort speichern',
  },
  gone: {
    title: 'Dieser Link gilt nicht mehr',
    invitation:
      'Er wurde benutzt oder ist zu alt. Wenn Sie schon ein Passwort haben, melden Sie sich an. Sonst bitten Sie um eine neue Einladung.',
    reset: 'Er wurde benutzt oder ist älter als 30 Minuten. Fordern Sie einen neuen an.',
    askAgain: 'Neuen Link anfordern',
  },

  account: {
    title: 'Mein Konto',
    timeZone: 'Zeitzone',
    timeZoneHint: 'Alle Seiten zeigen Zeiten darin.',
    password: 'Passwort',
    changePassword: 'Passwort ändern',
    changeButton: 'Neues Passwort speichern',
    passwordText: 'Sie bleiben hier angemeldet und werden überall sonst abgemeldet.',
    secondStep: 'Zweiter Schritt',
    secondStepOn: 'Eine Authenticator-App ist eingerichtet.',
    secondStepOff: 'Keiner ist eingerichtet. Mit einem öffnet ein gestohlenes Passwort nichts.',
    setUp: 'Zweiten Schritt einrichten',
    codesLeft: (count) =>
      plural(count, {
        one: 'Ein Ersatzcode ist noch da.',
        other: '# Ersatzcodes sind noch da.',
      }),
    replace: 'Anderes Telefon einrichten',
    newCodes: 'Neue Ersatzcodes erstellen',
    newCodesText: 'Neue Codes ersetzen die alten.',
    sessions: 'Wo Sie angemeldet sind',
    place: 'Browser',
    unknownPlace: 'Unbekannter Browser',
    begun: 'Angemeldet',
    seen: 'Zuletzt benutzt',
    action: 'Aktion',
    thisOne: 'Dieser Browser',
    end: 'Abmelden',
    endAll: 'Überall abmelden',
    endAllText: 'Auch dieser Browser. Tun Sie es, wenn Sie ein Gerät verloren haben.',
  },
  errors: {
    emailMissing: 'Geben Sie Ihre E-Mail-Adresse ein.',
    emailOdd: 'Eine E-Mail-Adresse hat ein @ mit etwas davor und dahinter, wie ana@example.org.',
    nameMissing: 'Geben Sie Ihren Namen ein.',
    nameLong: 'Ein Name hat höchstens 100 Zeichen.',
    passwordMissing: 'Geben Sie Ihr Passwort ein.',
    wrong:
      'Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen. Nach zehn Versuchen in Folge wartet die Anmeldung 15 Minuten.',
    againRefused:
      'Das war kein Nachweis. Prüfen Sie das Passwort und nehmen Sie die neueste Zahl der App: Jede gilt einmal. Nach zehn Versuchen in Folge wartet die Anmeldung 15 Minuten.',
    busy: 'Gerade melden sich viele an, und Sie kamen nicht an die Reihe. Versuchen Sie es in ein paar Sekunden noch einmal.',
    codeMissing: {
      second: 'Geben Sie die sechs Ziffern ein, die die App anzeigt.',
      recovery: 'Geben Sie einen Ihrer Ersatzcodes ein.',
    },
    codeWrong: (serverTime) =>
      `Diese Zahl stimmt gerade nicht. Nehmen Sie die neueste. Hilft das nicht, sehen Sie auf die Uhr Ihres Telefons: Hier ist es ${serverTime}.`,
    codeUsed: (seconds) =>
      plural(seconds, {
        one: 'Diese Zahl wurde schon benutzt. Die nächste kommt in etwa # Sekunde.',
        other: 'Diese Zahl wurde schon benutzt. Die nächste kommt in etwa # Sekunden.',
      }),
    recoveryWrong: 'Das ist keiner Ihrer Codes, oder er wurde schon benutzt.',
    notOneOfThem: 'Das ist keiner der Codes oben.',
    timeZone: 'Wählen Sie eine Zeitzone aus der Liste.',
    password: {
      too_short: 'Ein Passwort hat mindestens 12 Zeichen. Hängen Sie ein, zwei Wörter an.',
      too_long: 'Ein Passwort hat höchstens 128 Zeichen.',
      has_email: 'Lassen Sie Ihre E-Mail-Adresse weg: Andere versuchen sie als Erstes.',
      has_name: 'Lassen Sie Ihren Namen weg: Andere versuchen ihn als Erstes.',
      common:
        'Dieses oder ein ähnliches Passwort haben viele, also wird es zuerst versucht. Wählen Sie Wörter, die nicht zusammengehören.',
    },
  },

  flash: {
    startOver: {
      tone: 'warning',
      text: 'Fünf Versuche waren falsch. Melden Sie sich von vorn an.',
    },
    passwordReset: {
      tone: 'ok',
      text: 'Ihr neues Passwort ist gespeichert, und Sie sind überall sonst abgemeldet.',
    },
    passwordChanged: {
      tone: 'ok',
      text: 'Ihr Passwort ist geändert, und Sie sind überall sonst abgemeldet.',
    },
    codesKept: { tone: 'ok', text: 'Ihr zweiter Schritt ist eingeschaltet.' },
    accountSaved: { tone: 'ok', text: 'Ihr Konto ist gespeichert.' },
    sessionEnded: { tone: 'ok', text: 'Dieser Browser ist abgemeldet.' },
    allEnded: { tone: 'ok', text: 'Sie sind überall abgemeldet.' },
  },
}

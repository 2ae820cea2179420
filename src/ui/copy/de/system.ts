/** German: pages of system administrators. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('de')

export const system: Copy['system'] = {
  place: 'System',
  group: 'System',
  pages: {
    realms: 'Bereiche',
    people: 'Alle Personen',
    audit: 'Gesamtes Protokoll',
    about: 'Über dieses System',
  },

  realms: {
    caption: 'Bereiche nach Namen',
    name: 'Name',
    region: 'Region',
    noRegion: 'Keine',
    people: 'Personen',
    state: 'Zustand',
    open: 'Offen',
    paused: 'Codes sind angehalten',
    empty: 'Legen Sie den ersten Bereich an.',
    emptyReason:
      'Codes, Apps und Personen gehören zu einem Bereich: einer Gesundheitsbehörde oder einem Teil davon.',
    make: 'Bereich anlegen',
  },
  newRealm: {
    title: 'Bereich anlegen',
    text: 'Er bekommt einen eigenen Schlüssel und die üblichen Einstellungen, die sich später alle ändern lassen.',
    join: 'Ich arbeite darin als Administrator',
    joinHint: 'Jemand muss die anderen einladen. Sie können ihn später verlassen.',
    button: 'Diesen Bereich anlegen',
  },
  realm: {
    name: 'Name',
    nameHint: 'Personen und Apps sehen ihn. Höchstens 100 Zeichen.',
    region: 'Region',
    regionHint:
      'Bis zu 10 Buchstaben, Ziffern und Bindestriche, etwa US-WA. Sie steht in Adressen und in Links von Textnachrichten.',
    issuer: 'Aussteller der Zertifikate',
    audience: 'Empfänger der Zertifikate',
    ownKeyHint:
      'Gilt, wenn der Bereich mit seinem eigenen Schlüssel signiert. Der Schlüsselserver erwartet dasselbe.',
    certificateSeconds: 'Sekunden, die ein Zertifikat gilt',
    certificateSecondsHint: 'Von 60 bis 86.400. Üblich sind 900.',
    maxMinutes: 'Minuten, die ein kurzer Code höchstens gelten darf',
    maxMinutesHint: 'Von 60 bis 120.',
    systemSms: 'Darf Textnachrichten über das Konto des Systems senden',
    systemMail: 'Darf E-Mail über das Konto des Systems senden',
    generatedSms: 'Darf den Text einer Nachricht für andere Absender erzeugen lassen',
    expiry: 'Darf ändern, wie lange Codes gelten, obwohl er an EN Express teilnimmt',
    maintenance: 'Codes anhalten',
    maintenanceHint: 'Niemand kann in diesem Bereich Codes erstellen, bis Sie es aufheben.',
    number: 'Nummer',
    numberOfPeople: 'Personen',
    settings: 'Was er ist und was er darf',
    yourPart: 'Ihre Rolle darin',
    isMember: 'Sie arbeiten in diesem Bereich.',
    isNoMember:
      'Sie arbeiten nicht in diesem Bereich und sehen deshalb weder seine Codes noch seine Einstellungen.',
    go: 'Dorthin gehen',
    join: 'Diesem Bereich beitreten',
    leave: 'Diesen Bereich verlassen',
    conflict:
      'Jemand hat diesen Bereich gespeichert, nachdem Sie ihn geöffnet hatten. Ihre Eingaben stehen unten und sind nicht gespeichert. Sehen Sie sich an, was jetzt gespeichert ist, und senden Sie noch einmal, was Sie behalten wollen.',
    now: (value) => `Jetzt gespeichert: ${value}`,
  },
  join: {
    title: 'Einem Bereich beitreten',
    effect: (realm) =>
      `Sie werden Administrator von ${realm} und sehen die Codes, die Personen und die Einstellungen. Das wird mit Ihrem Grund protokolliert, wo die dortigen Administratoren es lesen. Es gilt, bis Sie den Bereich verlassen.`,
    reason: 'Grund',
    reasonHint: 'Zum Beispiel: Die einzige Administratorin hat ihr Telefon verloren.',
    button: 'Dem Bereich beitreten',
  },
  leave: {
    title: 'Einen Bereich verlassen',
    effect: (realm) =>
      `Sie arbeiten nicht mehr in ${realm} und sehen nichts mehr davon. Sie können wieder beitreten.`,
    button: 'Den Bereich verlassen',
    last: 'Niemand sonst kann in diesem Bereich ändern, was andere dürfen. Machen Sie zuerst jemand anderen zum Administrator.',
  },

  people: {
    search: 'Nach Name oder E-Mail-Adresse suchen',
    find: 'Suchen',
    all: 'Alle Personen',
    caption: 'Personen nach E-Mail-Adresse',
    none: 'Bei niemandem steht das im Namen oder in der Adresse.',
    email: 'E-Mail-Adresse',
    name: 'Name',
    system: 'Betreut das System',
    secondStep: 'Zweiter Schritt',
    notCome: 'Eingeladen, noch nicht gekommen',
    realms: 'Bereiche',
  },
  person: {
    give: 'Das System betreuen lassen',
    take: 'Das System entziehen',
    signOut: 'Überall abmelden',
    own: 'Das sind Sie. Niemand ändert die eigenen Rechte: Fragen Sie einen anderen Systemadministrator.',
    notCome:
      'Diese Person wurde eingeladen und ist noch nicht gekommen. Sie kann das System betreuen, sobald sie ein Passwort gewählt hat.',
    actions: 'Was Sie tun können',
    realms: 'Arbeitet in den Bereichen',
    noRealms: 'Keine',
  },
  give: {
    title: 'Jemanden das System betreuen lassen',
    effect: (name) =>
      `${name} kann Bereiche anlegen, jedem beitreten und dieses Recht anderen geben und nehmen, auch Ihnen. ${name} wird überall abgemeldet und braucht bei der nächsten Anmeldung einen zweiten Schritt.`,
    button: 'Das Recht geben',
  },
  take: {
    title: 'Jemandem das System entziehen',
    effect: (name) =>
      `${name} betreut das System nicht mehr und wird überall abgemeldet. Was ${name} in Bereichen tut, bleibt, wie es ist.`,
    button: 'Das Recht nehmen',
  },
  signOut: {
    title: 'Jemanden überall abmelden',
    effect: (name) =>
      `Alle Browser, in denen ${name} angemeldet ist, fragen wieder nach dem Passwort. Was dort gerade getippt wird, geht verloren.`,
    button: 'Jetzt überall abmelden',
  },
  ownRight: 'Das sind Ihre eigenen Rechte. Fragen Sie einen anderen Systemadministrator.',
  changed: 'Jemand war schneller: Dieses Recht ist nicht mehr so wie beim Öffnen der Seite.',

  audit: {
    caption: 'Was getan wurde, das Neueste zuerst',
    time: 'Zeit',
    who: 'Wer',
    action: 'Handlung',
    subject: 'Woran',
    detail: 'Vorher und nachher',
    empty: 'Noch wurde nichts getan.',
    kept: (days) =>
      plural(days, {
        one: 'Einträge werden # Tag aufbewahrt.',
        other: 'Einträge werden # Tage aufbewahrt.',
      }),
  },
  about: {
    build: 'Stand',
    unknownBuild: 'Nicht bekannt',
    variables: 'Einstellungen dieser Installation',
    variable: 'Variable',
    value: 'Wert',
    set: 'Gesetzt',
    notSet: 'Nicht gesetzt',
    empty: 'Leer',
    secrets: 'Geheimnisse werden nie gezeigt, nur, ob sie gesetzt sind.',
  },

  problems: {
    nameMissing: 'Geben Sie einen Namen ein.',
    nameLong: 'Ein Name hat höchstens 100 Zeichen.',
    nameReserved:
      'Namen, die mit „e2e-“ beginnen, gehören dem Bereich für Tests. Wählen Sie einen anderen.',
    nameTaken: 'Ein anderer Bereich heißt so. Groß- und Kleinschreibung macht keinen Unterschied.',
    regionOdd:
      'Eine Region hat bis zu 10 Buchstaben, Ziffern und Bindestriche und beginnt und endet mit Buchstabe oder Ziffer, etwa US-WA.',
    regionReserved:
      'Regionen, die mit „E2E-“ beginnen, gehören dem Bereich für Tests. Wählen Sie eine andere.',
    regionTaken: 'Ein anderer Bereich hat diese Region.',
    issuerMissing:
      'Der Bereich signiert mit seinem eigenen Schlüssel, also braucht er einen Aussteller.',
    audienceMissing:
      'Der Bereich signiert mit seinem eigenen Schlüssel, also braucht er einen Empfänger.',
    tooLong: 'Das ist zu lang. Kürzen Sie es auf höchstens 255 Zeichen.',
    certificateSeconds: 'Geben Sie eine ganze Zahl von 60 bis 86.400 ein.',
    maxMinutes: 'Geben Sie eine ganze Zahl von 60 bis 120 ein.',
    reasonMissing: 'Geben Sie einen Grund von mindestens 10 Zeichen ein. Er wird protokolliert.',
    other: (setting) =>
      `Das passt nicht zu einer anderen Einstellung des Bereichs: ${setting}. Ändern Sie zuerst diese.`,
  },

  flash: {
    realmMade: { tone: 'ok', text: 'Der Bereich ist angelegt.' },
    realmSaved: { tone: 'ok', text: 'Der Bereich ist gespeichert.' },
    joined: { tone: 'ok', text: 'Sie sind Administrator des Bereichs.' },
    left: { tone: 'ok', text: 'Sie haben den Bereich verlassen.' },
    rightGiven: { tone: 'ok', text: 'Diese Person betreut von jetzt an das System.' },
    rightTaken: { tone: 'ok', text: 'Diese Person betreut das System nicht mehr.' },
    signedOut: { tone: 'ok', text: 'Diese Person ist überall abgemeldet.' },
  },
}

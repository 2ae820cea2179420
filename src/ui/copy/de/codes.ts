/** German: making a code, and what becomes of it. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('de')

export const codes: Copy['codes'] = {
  types: {
    confirmed: 'Positiver Test',
    likely: 'Ärztliche Diagnose ohne Test',
    negative: 'Negativer Test',
    'user-report': 'Selbsttest, von der Person gemeldet',
  },
  states: { open: 'Noch nicht benutzt', used: 'Benutzt', over: 'Abgelaufen' },
  sms: {
    sending: 'Wird gesendet',
    accepted: 'Gesendet',
    queued: 'Wartet auf Versand',
    refused: 'Nicht gesendet',
    queue_full: 'Nicht gesendet',
    undelivered: 'Nicht gesendet',
  },
  noSms: 'Keine',
  smsLine: {
    sending: 'Die SMS wird gesendet.',
    accepted: 'Das Netz hat die SMS angenommen.',
    queued:
      'Das Netz antwortet nicht. Die SMS wird weiter versucht, bis der Code abläuft; lesen Sie ihn inzwischen vor.',
    refused:
      'Die SMS konnte nicht gesendet werden: Das Netz hat die Nummer abgelehnt. Der Code gilt. Lesen Sie ihn vor.',
    queue_full:
      'Die SMS konnte nicht gesendet werden: Das Netz nimmt zurzeit keine mehr an. Der Code gilt. Lesen Sie ihn vor, oder senden Sie noch einmal.',
    undelivered:
      'Die SMS konnte nicht gesendet werden: Das Netz hat nicht geantwortet. Der Code gilt. Lesen Sie ihn vor, oder senden Sie noch einmal.',
  },

  form: {
    title: 'Code erstellen',
    welcome: 'Von Ihrem Team',
    type: 'Wofür ist der Code?',
    onlyType: 'Der Code ist für:',
    testDay: 'Tag des Tests',
    symptomDay: 'Tag der ersten Symptome',
    daysAreUtc: 'Tage sind UTC-Tage. Einer der beiden Tage genügt.',
    daysAreUtcOptional: 'Tage sind UTC-Tage. Beide können offen bleiben.',
    today: (day) => `Heute, ${day}`,
    yesterday: (day) => `Gestern, ${day}`,
    daysAgo: (count, day) => `${plural(count, { one: 'Vor # Tag', other: 'Vor # Tagen' })}, ${day}`,
    otherDay: 'Ein anderer Tag:',
    noDay: 'Nicht bekannt',
    testDate: 'Datum des Tests, wenn es ein anderer Tag ist',
    symptomDate: 'Datum der ersten Symptome, wenn es ein anderer Tag ist',
    phone: 'Mobilnummer für eine SMS',
    phoneHint: (country) =>
      `${country}, oder beginnen Sie mit + und der Landesvorwahl. Die Nummer wird vergessen, sobald die SMS gesendet oder der Code abgelaufen ist.`,
    readAs: (number) => `Gelesen als ${number}.`,
    noTexts: 'Ihr Team hat keine SMS eingerichtet; der Code wird deshalb vorgelesen.',
    template: 'Text',
    defaultTemplate: 'Üblicher Text',
    countries: 'Weitere Länder, in denen die Person ansteckend war',
    countriesHint: (own) => `${own} ist immer dabei.`,
    submit: 'Code erstellen',
  },
  quotaLeft: (count) =>
    plural(count, {
      one: 'Ihr Team kann heute noch einen Code erstellen.',
      other: 'Ihr Team kann heute noch # Codes erstellen.',
    }),
  quotaGone: (limit, time) =>
    plural(limit, {
      one: `Ihr Team hat den Code von heute verbraucht. Die Zählung beginnt um ${time} neu.`,
      other: `Ihr Team hat die # Codes von heute verbraucht. Die Zählung beginnt um ${time} neu.`,
    }),
  whoCanRaise: (names) => `Jetzt erhöhen kann: ${names}.`,
  maintenance:
    'Codes pausieren, während das System aktualisiert wird. Ihre Eingaben bleiben erhalten; versuchen Sie es in einigen Minuten noch einmal.',

  problems: {
    noType: 'Wählen Sie, wofür der Code ist.',
    typeNotOffered: 'Ihr Team erstellt keine Codes dieser Art. Wählen Sie eine der gezeigten.',
    noDate:
      'Wählen Sie den Tag des Tests oder den Tag der ersten Symptome. Einer von beiden genügt.',
    unreadableDate:
      'Wählen Sie den Tag im Kalender, oder schreiben Sie Jahr, Monat und Tag: 2026-05-03.',
    oldDate: (date, days) =>
      plural(days, {
        one: `${date} liegt mehr als einen Tag zurück. Telefone behalten Schlüssel 14 Tage, ein Code hätte also keine Wirkung.`,
        other: `${date} liegt mehr als # Tage zurück. Telefone behalten Schlüssel 14 Tage, ein Code hätte also keine Wirkung.`,
      }),
    futureDate: (date) => `${date} kommt erst noch. Wählen Sie heute oder früher.`,
    noPhone:
      'Der Code für einen Selbsttest geht an das Telefon der Person. Geben Sie dessen Nummer ein.',
    phoneTooShort: (typed, country) =>
      `„${typed}“ ist zu kurz für eine Nummer in: ${country}. Geben Sie die Vorwahl mit ein, oder beginnen Sie mit + und der Landesvorwahl.`,
    phoneTooLong: (typed, country) =>
      `„${typed}“ ist zu lang für eine Nummer in: ${country}. Prüfen Sie die Ziffern, oder beginnen Sie mit + und der Landesvorwahl.`,
    notAPhone: (typed, country) =>
      `„${typed}“ ist keine Nummer in: ${country}. Geben Sie die Vorwahl mit ein, oder beginnen Sie mit + und der Landesvorwahl.`,
    noTexts:
      'Ihr Team hat keine SMS eingerichtet. Lassen Sie die Nummer leer und lesen Sie den Code vor.',
    phoneKnown:
      'Diese Nummer hat vor Kurzem einen Code für einen Selbsttest bekommen. Wählen Sie eine andere Art, oder versuchen Sie es später.',
    unknownTemplate: 'Diesen Text gibt es nicht mehr. Wählen Sie einen anderen.',
    countries: 'Eines der Länder ist hier nicht bekannt. Wählen Sie unter den gezeigten.',
    tooMany: (time) =>
      `Sie haben in kurzer Zeit viele Codes erstellt. Der nächste ist um ${time} möglich.`,
    textNotMade:
      'Die SMS konnte nicht geschrieben werden, also gibt es keinen Code. Lassen Sie die Nummer leer, lesen Sie den Code vor, und sagen Sie es Ihrer Administration.',
    failed:
      'Bei uns ist etwas schiefgegangen, und es gibt keinen Code. Versuchen Sie es noch einmal.',
  },

  result: {
    titles: { open: 'Code erstellt', used: 'Code benutzt', over: 'Code abgelaufen' },
    heading: 'Code',
    spoken: 'Vorlesen',
    otherLanguages: 'In der Sprache der Person',
    validUntil: (time) => `Gültig bis ${time}`,
    minutesLeft: 'noch # Min.',
    covered:
      'Der Code ist verdeckt, weil das Gerät eine Weile nicht berührt wurde. Eine beliebige Taste zeigt ihn.',
    timeIsOver: 'Der Code ist abgelaufen.',
    textLastsUntil: (time) => `Der Code in der SMS gilt bis ${time}.`,
    copy: 'Code kopieren',
    next: 'Nächste Person',
    sendAgain: 'SMS noch einmal senden',
    expire: 'Code ungültig machen',
    qrTitle: 'QR-Code des Links, der die App mit diesem Code öffnet',
    qrHint: 'Die Person kann ihn mit der Kamera ihres Telefons lesen.',
    gone: 'Der Code selbst kann nicht mehr gezeigt werden.',
    makeNew: 'Neuen erstellen',
    details: 'Einzelheiten',
    state: 'Stand',
    usedAt: (time) => `Benutzt am ${time}`,
    expiredAt: (time) => `Abgelaufen am ${time}`,
    type: 'Art',
    made: 'Erstellt',
    madeBy: 'Erstellt von',
    byApiKey: (name) => `API-Schlüssel ${name}`,
    byPhone: 'Das Telefon der Person selbst',
    lastsUntil: 'Gültig bis',
    text: 'SMS',
    reference: 'Kennung',
  },

  expire: {
    title: 'Diesen Code ungültig machen?',
    effect: 'Danach kann niemand mehr den Code benutzen, auch nicht den in der SMS.',
    reason: 'Grund',
    reasonHint: 'Er steht im Protokoll. Schreiben Sie nichts über die Person.',
    button: 'Code ungültig machen',
    used: (time) =>
      `Dieser Code wurde um ${time} benutzt und lässt sich nicht mehr ungültig machen.`,
  },

  list: {
    title: 'Meine Codes',
    found: 'Gefundene Codes',
    search: 'Einen Code nach seiner Kennung suchen',
    searchHint: 'Die ganze Kennung, oder mindestens ihre ersten 8 Zeichen.',
    find: 'Suchen',
    caption: 'Ihre Codes, die neuesten zuerst',
    foundCaption: 'Codes, deren Kennung so beginnt',
    time: 'Erstellt',
    code: 'Kennung',
    type: 'Art',
    state: 'Stand',
    text: 'SMS',
    empty: 'Sie haben in den letzten 14 Tagen keinen Code erstellt.',
    emptyAction: 'Code erstellen',
    none: 'Kein Code Ihres Teams hat diese Kennung.',
    tooShort: 'Schreiben Sie mindestens die ersten 8 Zeichen der Kennung.',
    more: 'Es gibt mehr. Schreiben Sie mehr von der Kennung.',
    all: 'Alle meine Codes',
  },

  flash: {
    expired: { tone: 'ok', text: 'Der Code ist ungültig.' },
    textAgain: { tone: 'note', text: 'Die SMS wird noch einmal gesendet.' },
    textForgotten: {
      tone: 'warning',
      text: 'Die Nummer ist hier nicht mehr bekannt, deshalb lässt sich die SMS nicht noch einmal senden. Erstellen Sie einen neuen Code.',
    },
    textNotFailed: {
      tone: 'note',
      text: 'Die SMS ist nicht gescheitert und wird deshalb nicht noch einmal gesendet.',
    },
  },
}

import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Positiven Test melden',
  intro:
    'Wenn Sie positiv getestet wurden, können Sie andere warnen, ohne Ihren Namen zu nennen. Geben Sie das Datum Ihres Tests und Ihre Mobilnummer ein. Sie erhalten eine SMS mit einem Code für Ihre App.',
  learnMore: 'Mehr erfahren',
  testDate: 'Datum Ihres Tests',
  dateRange: 'Mögliche Daten: {first} – {last}',
  phone: 'Mobilnummer',
  phoneHint: 'Der Code wird an diese Nummer gesendet.',
  agreement:
    'Ich bestätige, dass ich positiv getestet wurde und dass dies meine eigene Telefonnummer ist.',
  submit: 'Code anfordern',
  errorHeading: 'Bitte prüfen Sie Ihre Angaben',
  errorAgreement: 'Bestätigen Sie dies mit einem Häkchen, bevor Sie fortfahren.',
  errorDate: 'Geben Sie ein Datum in diesem Zeitraum ein: {first} – {last}',
  errorPhoneMissing: 'Geben Sie Ihre Telefonnummer ein.',
  errorPhoneInvalid: 'Diese Telefonnummer kann nicht verwendet werden. Bitte prüfen Sie sie.',
  errorSms:
    'Die SMS konnte nicht gesendet werden. Prüfen Sie die Nummer oder versuchen Sie es später erneut.',
  errorQuota: 'Es wurden zu viele Codes angefordert. Bitte versuchen Sie es später erneut.',
  errorInternal: 'Etwas ist schiefgegangen. Bitte versuchen Sie es später erneut.',
  errorRequest:
    'Diese Anfrage ist ungültig. Kehren Sie zu Ihrer App zurück und beginnen Sie von vorn.',
  unavailable:
    'Zurzeit können Sie nichts melden. Bitte versuchen Sie es später über Ihre App erneut.',
  successTitle: 'Ihre Anfrage ist eingegangen',
  success:
    'Sie erhalten in Kürze eine SMS mit einem Code. Öffnen Sie sie auf diesem Telefon und folgen Sie den Schritten in Ihrer App.',
}

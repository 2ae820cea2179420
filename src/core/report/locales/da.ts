import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Meld en positiv test',
  intro:
    'Hvis du er testet positiv, kan du give andre besked om, at de kan være udsat for smitte, uden at sige hvem du er. Angiv datoen for din test og dit mobilnummer. Du får en sms med en kode til din app.',
  learnMore: 'Læs mere',
  testDate: 'Dato for din test',
  dateRange: 'Mulige datoer: {first} – {last}',
  phone: 'Mobilnummer',
  phoneHint: 'Koden sendes til dette nummer.',
  agreement: 'Jeg bekræfter, at jeg er testet positiv, og at dette er mit eget telefonnummer.',
  submit: 'Bed om en kode',
  errorHeading: 'Kontrollér det, du har skrevet',
  errorAgreement: 'Sæt kryds i feltet for at bekræfte, før du fortsætter.',
  errorDate: 'Angiv en dato i denne periode: {first} – {last}',
  errorPhoneMissing: 'Angiv dit telefonnummer.',
  errorPhoneInvalid: 'Dette telefonnummer kan ikke bruges. Kontrollér det.',
  errorSms: 'Sms’en kunne ikke sendes. Kontrollér nummeret, eller prøv igen senere.',
  errorQuota: 'Der er bedt om for mange koder. Prøv igen senere.',
  errorInternal: 'Noget gik galt. Prøv igen senere.',
  errorRequest: 'Denne anmodning er ikke gyldig. Gå tilbage til din app, og begynd forfra.',
  unavailable: 'Du kan ikke melde noget lige nu. Prøv igen senere fra din app.',
  successTitle: 'Din anmodning er modtaget',
  success: 'Du får snart en sms med en kode. Åbn den på denne telefon, og følg trinnene i din app.',
}

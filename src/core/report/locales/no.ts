import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Meld fra om en positiv test',
  intro:
    'Hvis du har testet positivt, kan du varsle andre som kan ha vært utsatt for smitte, uten å si hvem du er. Oppgi datoen for testen og mobilnummeret ditt. Du får en SMS med en kode til appen.',
  learnMore: 'Les mer',
  testDate: 'Dato for testen',
  dateRange: 'Mulige datoer: {first} – {last}',
  phone: 'Mobilnummer',
  phoneHint: 'Koden blir sendt til dette nummeret.',
  agreement: 'Jeg bekrefter at jeg har testet positivt, og at dette er mitt eget telefonnummer.',
  submit: 'Be om en kode',
  errorHeading: 'Kontroller det du har skrevet',
  errorAgreement: 'Kryss av i boksen for å bekrefte før du går videre.',
  errorDate: 'Oppgi en dato i denne perioden: {first} – {last}',
  errorPhoneMissing: 'Oppgi telefonnummeret ditt.',
  errorPhoneInvalid: 'Dette telefonnummeret kan ikke brukes. Kontroller det.',
  errorSms: 'SMS-en kunne ikke sendes. Kontroller nummeret eller prøv igjen senere.',
  errorQuota: 'Det er bedt om for mange koder. Prøv igjen senere.',
  errorInternal: 'Noe gikk galt. Prøv igjen senere.',
  errorRequest: 'Denne forespørselen er ikke gyldig. Gå tilbake til appen og begynn på nytt.',
  unavailable: 'Du kan ikke melde fra akkurat nå. Prøv igjen senere fra appen.',
  successTitle: 'Forespørselen din er mottatt',
  success: 'Du får snart en SMS med en kode. Åpne den på denne telefonen og følg trinnene i appen.',
}

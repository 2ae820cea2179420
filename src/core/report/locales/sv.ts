import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Anmäl ett positivt test',
  intro:
    'Om du har testat positivt kan du varna andra som kan ha utsatts för smitta utan att säga vem du är. Ange datumet för ditt test och ditt mobilnummer. Du får ett sms med en kod till din app.',
  learnMore: 'Läs mer',
  testDate: 'Datum för ditt test',
  dateRange: 'Möjliga datum: {first} – {last}',
  phone: 'Mobilnummer',
  phoneHint: 'Koden skickas till det här numret.',
  agreement: 'Jag intygar att jag har testat positivt och att detta är mitt eget telefonnummer.',
  submit: 'Begär en kod',
  errorHeading: 'Kontrollera dina uppgifter',
  errorAgreement: 'Kryssa i rutan för att bekräfta innan du fortsätter.',
  errorDate: 'Ange ett datum inom den här perioden: {first} – {last}',
  errorPhoneMissing: 'Ange ditt telefonnummer.',
  errorPhoneInvalid: 'Det här telefonnumret kan inte användas. Kontrollera det.',
  errorSms: 'Sms:et kunde inte skickas. Kontrollera numret eller försök igen senare.',
  errorQuota: 'För många koder har begärts. Försök igen senare.',
  errorInternal: 'Något gick fel. Försök igen senare.',
  errorRequest: 'Begäran är inte giltig. Gå tillbaka till appen och börja om.',
  unavailable: 'Det går inte att göra en anmälan just nu. Försök igen senare från appen.',
  successTitle: 'Din begäran har tagits emot',
  success:
    'Du får snart ett sms med en kod. Öppna det på den här telefonen och följ stegen i appen.',
}

import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Raportați un test pozitiv',
  intro:
    'Dacă ați avut un test pozitiv, îi puteți anunța pe cei care ar fi putut fi expuși, fără să spuneți cine sunteți. Introduceți data testului și numărul de mobil. Veți primi un SMS cu un cod pentru aplicație.',
  learnMore: 'Aflați mai multe',
  testDate: 'Data testului',
  dateRange: 'Date posibile: {first} – {last}',
  phone: 'Număr de telefon mobil',
  phoneHint: 'Codul va fi trimis la acest număr.',
  agreement: 'Confirm că am avut un test pozitiv și că acesta este numărul meu de telefon.',
  submit: 'Solicitați un cod',
  errorHeading: 'Verificați datele introduse',
  errorAgreement: 'Bifați caseta pentru a confirma înainte de a continua.',
  errorDate: 'Introduceți o dată din această perioadă: {first} – {last}',
  errorPhoneMissing: 'Introduceți numărul de telefon.',
  errorPhoneInvalid: 'Acest număr de telefon nu poate fi folosit. Verificați-l.',
  errorSms: 'SMS-ul nu a putut fi trimis. Verificați numărul sau încercați mai târziu.',
  errorQuota: 'Au fost solicitate prea multe coduri. Încercați mai târziu.',
  errorInternal: 'A apărut o eroare. Încercați mai târziu.',
  errorRequest: 'Această solicitare nu este valabilă. Reveniți în aplicație și începeți din nou.',
  unavailable: 'În acest moment nu se poate raporta. Încercați mai târziu din aplicație.',
  successTitle: 'Solicitarea a fost primită',
  success:
    'Veți primi în curând un SMS cu un cod. Deschideți-l pe acest telefon și urmați pașii din aplicație.',
}

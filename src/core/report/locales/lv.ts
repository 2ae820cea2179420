import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Ziņot par pozitīvu testu',
  intro:
    'Ja jūsu tests ir pozitīvs, varat brīdināt citus, kuri, iespējams, bija pakļauti inficēšanās riskam, neatklājot, kas jūs esat. Ievadiet testa datumu un savu mobilā tālruņa numuru. Jūs saņemsiet īsziņu ar kodu savai lietotnei.',
  learnMore: 'Uzzināt vairāk',
  testDate: 'Testa datums',
  dateRange: 'Iespējamie datumi: {first} – {last}',
  phone: 'Mobilā tālruņa numurs',
  phoneHint: 'Kods tiks nosūtīts uz šo numuru.',
  agreement: 'Apliecinu, ka mans tests ir pozitīvs un ka šis ir mans tālruņa numurs.',
  submit: 'Pieprasīt kodu',
  errorHeading: 'Lūdzu, pārbaudiet ievadīto',
  errorAgreement: 'Pirms turpināt, apstipriniet, atzīmējot lodziņu.',
  errorDate: 'Ievadiet datumu šajā laikposmā: {first} – {last}',
  errorPhoneMissing: 'Ievadiet savu tālruņa numuru.',
  errorPhoneInvalid: 'Šo tālruņa numuru nevar izmantot. Lūdzu, pārbaudiet to.',
  errorSms: 'Īsziņu neizdevās nosūtīt. Pārbaudiet numuru vai mēģiniet vēlāk.',
  errorQuota: 'Ir pieprasīts pārāk daudz kodu. Lūdzu, mēģiniet vēlāk.',
  errorInternal: 'Radās kļūda. Lūdzu, mēģiniet vēlāk.',
  errorRequest: 'Šis pieprasījums nav derīgs. Atgriezieties lietotnē un sāciet no jauna.',
  unavailable: 'Pašlaik ziņot nav iespējams. Lūdzu, vēlāk mēģiniet vēlreiz no lietotnes.',
  successTitle: 'Jūsu pieprasījums ir saņemts',
  success:
    'Drīz saņemsiet īsziņu ar kodu. Atveriet to šajā tālrunī un izpildiet darbības lietotnē.',
}

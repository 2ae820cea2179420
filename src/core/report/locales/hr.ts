import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Prijavite pozitivan test',
  intro:
    'Ako je vaš test pozitivan, možete upozoriti druge koji su možda bili izloženi, a da ne kažete tko ste. Unesite datum testa i broj svojeg mobitela. Dobit ćete SMS s kodom za svoju aplikaciju.',
  learnMore: 'Saznajte više',
  testDate: 'Datum testa',
  dateRange: 'Mogući datumi: {first} – {last}',
  phone: 'Broj mobitela',
  phoneHint: 'Kod će biti poslan na ovaj broj.',
  agreement: 'Potvrđujem da je moj test pozitivan i da je ovo moj broj telefona.',
  submit: 'Zatraži kod',
  errorHeading: 'Provjerite unesene podatke',
  errorAgreement: 'Prije nastavka potvrdite označavanjem kućice.',
  errorDate: 'Unesite datum u ovom razdoblju: {first} – {last}',
  errorPhoneMissing: 'Unesite svoj broj telefona.',
  errorPhoneInvalid: 'Ovaj se broj telefona ne može upotrijebiti. Provjerite ga.',
  errorSms: 'SMS nije bilo moguće poslati. Provjerite broj ili pokušajte kasnije.',
  errorQuota: 'Zatraženo je previše kodova. Pokušajte kasnije.',
  errorInternal: 'Došlo je do pogreške. Pokušajte kasnije.',
  errorRequest: 'Ovaj zahtjev nije valjan. Vratite se u aplikaciju i počnite ispočetka.',
  unavailable: 'Trenutačno nije moguće prijaviti test. Pokušajte kasnije iz aplikacije.',
  successTitle: 'Vaš je zahtjev zaprimljen',
  success:
    'Uskoro ćete dobiti SMS s kodom. Otvorite ga na ovom telefonu i slijedite korake u aplikaciji.',
}

import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Pozitív teszt bejelentése',
  intro:
    'Ha a tesztje pozitív, értesítheti azokat, akik fertőződhettek, anélkül hogy elárulná, kicsoda Ön. Adja meg a teszt dátumát és a mobilszámát. SMS-ben kap egy kódot az alkalmazásához.',
  learnMore: 'További információ',
  testDate: 'A teszt dátuma',
  dateRange: 'Lehetséges dátumok: {first} – {last}',
  phone: 'Mobiltelefonszám',
  phoneHint: 'A kódot erre a számra küldjük.',
  agreement: 'Megerősítem, hogy a tesztem pozitív, és hogy ez a saját telefonszámom.',
  submit: 'Kód kérése',
  errorHeading: 'Kérjük, ellenőrizze a megadott adatokat',
  errorAgreement: 'A folytatás előtt a négyzet bejelölésével erősítse meg.',
  errorDate: 'Adjon meg egy dátumot ebből az időszakból: {first} – {last}',
  errorPhoneMissing: 'Adja meg a telefonszámát.',
  errorPhoneInvalid: 'Ez a telefonszám nem használható. Kérjük, ellenőrizze.',
  errorSms: 'Az SMS-t nem sikerült elküldeni. Ellenőrizze a számot, vagy próbálja meg később.',
  errorQuota: 'Túl sok kódot kértek. Kérjük, próbálja meg később.',
  errorInternal: 'Hiba történt. Kérjük, próbálja meg később.',
  errorRequest: 'Ez a kérés érvénytelen. Térjen vissza az alkalmazásba, és kezdje elölről.',
  unavailable:
    'Jelenleg nem lehet bejelentést tenni. Kérjük, próbálja meg később az alkalmazásból.',
  successTitle: 'A kérését megkaptuk',
  success:
    'Hamarosan SMS-ben kap egy kódot. Nyissa meg ezen a telefonon, és kövesse az alkalmazás lépéseit.',
}

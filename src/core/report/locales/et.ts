import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Positiivsest testist teatamine',
  intro:
    'Kui teie test on positiivne, saate hoiatada võimalikke lähikontakte, ilma et ütleksite, kes te olete. Sisestage testi kuupäev ja oma mobiilinumber. Saate SMS-iga koodi oma rakenduse jaoks.',
  learnMore: 'Lisateave',
  testDate: 'Testi kuupäev',
  dateRange: 'Võimalikud kuupäevad: {first} – {last}',
  phone: 'Mobiiltelefoni number',
  phoneHint: 'Kood saadetakse sellele numbrile.',
  agreement: 'Kinnitan, et minu test on positiivne ja et see on minu enda telefoninumber.',
  submit: 'Küsi koodi',
  errorHeading: 'Palun kontrollige sisestatud andmeid',
  errorAgreement: 'Enne jätkamist kinnitage seda märkeruudus.',
  errorDate: 'Sisestage kuupäev selles vahemikus: {first} – {last}',
  errorPhoneMissing: 'Sisestage oma telefoninumber.',
  errorPhoneInvalid: 'Seda telefoninumbrit ei saa kasutada. Palun kontrollige seda.',
  errorSms: 'SMS-i ei õnnestunud saata. Kontrollige numbrit või proovige hiljem uuesti.',
  errorQuota: 'Küsitud on liiga palju koode. Palun proovige hiljem uuesti.',
  errorInternal: 'Midagi läks valesti. Palun proovige hiljem uuesti.',
  errorRequest: 'See taotlus ei kehti. Minge tagasi rakendusse ja alustage uuesti.',
  unavailable: 'Praegu ei saa teatada. Palun proovige hiljem rakendusest uuesti.',
  successTitle: 'Teie taotlus on vastu võetud',
  success: 'Saate peagi SMS-iga koodi. Avage see selles telefonis ja järgige rakenduse juhiseid.',
}

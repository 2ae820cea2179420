import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Pranešti apie teigiamą testą',
  intro:
    'Jei jūsų testas teigiamas, galite įspėti kitus, kurie galėjo būti paveikti, nesakydami, kas esate. Įveskite testo datą ir savo mobiliojo telefono numerį. Gausite SMS žinutę su kodu programėlei.',
  learnMore: 'Sužinoti daugiau',
  testDate: 'Testo data',
  dateRange: 'Galimos datos: {first} – {last}',
  phone: 'Mobiliojo telefono numeris',
  phoneHint: 'Kodas bus išsiųstas šiuo numeriu.',
  agreement: 'Patvirtinu, kad mano testas teigiamas ir kad tai yra mano telefono numeris.',
  submit: 'Prašyti kodo',
  errorHeading: 'Patikrinkite įvestus duomenis',
  errorAgreement: 'Prieš tęsdami patvirtinkite pažymėdami langelį.',
  errorDate: 'Įveskite datą iš šio laikotarpio: {first} – {last}',
  errorPhoneMissing: 'Įveskite savo telefono numerį.',
  errorPhoneInvalid: 'Šio telefono numerio naudoti negalima. Patikrinkite jį.',
  errorSms: 'SMS žinutės išsiųsti nepavyko. Patikrinkite numerį arba bandykite vėliau.',
  errorQuota: 'Paprašyta per daug kodų. Bandykite vėliau.',
  errorInternal: 'Įvyko klaida. Bandykite vėliau.',
  errorRequest: 'Ši užklausa negalioja. Grįžkite į programėlę ir pradėkite iš naujo.',
  unavailable: 'Šiuo metu pranešti negalima. Vėliau bandykite dar kartą iš programėlės.',
  successTitle: 'Jūsų prašymas gautas',
  success:
    'Netrukus gausite SMS žinutę su kodu. Atverkite ją šiame telefone ir atlikite programėlėje nurodytus veiksmus.',
}

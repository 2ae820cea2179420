import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Soo sheeg baaritaan togan',
  intro:
    'Haddii baaritaankaagu togan yahay, waxaad ogeysiin kartaa dadka laga yaabo inay la kulmeen, adigoo aan sheegin cidda aad tahay. Geli taariikhda baaritaankaaga iyo lambarkaaga moobaylka. Waxaad heli doontaa fariin qoraal ah oo wadata koodh loogu talagalay app-kaaga.',
  learnMore: 'Wax dheeraad ah baro',
  testDate: 'Taariikhda baaritaankaaga',
  dateRange: 'Taariikhaha suurtogalka ah: {first} – {last}',
  phone: 'Lambarka moobaylka',
  phoneHint: 'Koodhka waxaa loo diri doonaa lambarkan.',
  agreement:
    'Waxaan xaqiijinayaa in baaritaankaygu togan yahay iyo in kani yahay lambarkayga taleefanka.',
  submit: 'Codso koodh',
  errorHeading: 'Fadlan hubi waxaad gelisay',
  errorAgreement: 'Calaamadee sanduuqa si aad u xaqiijiso ka hor intaadan sii wadin.',
  errorDate: 'Geli taariikh ku jirta muddadan: {first} – {last}',
  errorPhoneMissing: 'Geli lambarkaaga taleefanka.',
  errorPhoneInvalid: 'Lambarkan taleefanka lama isticmaali karo. Fadlan hubi.',
  errorSms: 'Fariinta qoraalka lama diri karin. Hubi lambarka ama mar dambe isku day.',
  errorQuota: 'Koodhadh badan ayaa la codsaday. Fadlan mar dambe isku day.',
  errorInternal: 'Wax baa khaldamay. Fadlan mar dambe isku day.',
  errorRequest: 'Codsigani ma ansaxna. Ku noqo app-kaaga oo mar kale bilow.',
  unavailable: 'Hadda wax ma soo sheegi kartid. Fadlan mar dambe ka isku day app-kaaga.',
  successTitle: 'Codsigaaga waa la helay',
  success:
    'Dhawaan waxaad heli doontaa fariin qoraal ah oo wadata koodh. Ku fur taleefankan oo raac tallaabooyinka app-kaaga.',
}

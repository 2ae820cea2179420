import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Sporočite pozitiven test',
  intro:
    'Če je vaš test pozitiven, lahko opozorite druge, ki so bili morda izpostavljeni, ne da bi povedali, kdo ste. Vnesite datum testa in svojo mobilno številko. Prejeli boste SMS s kodo za svojo aplikacijo.',
  learnMore: 'Več informacij',
  testDate: 'Datum testa',
  dateRange: 'Možni datumi: {first} – {last}',
  phone: 'Številka mobilnega telefona',
  phoneHint: 'Koda bo poslana na to številko.',
  agreement: 'Potrjujem, da je moj test pozitiven in da je to moja telefonska številka.',
  submit: 'Zahtevaj kodo',
  errorHeading: 'Preverite vnesene podatke',
  errorAgreement: 'Preden nadaljujete, to potrdite v potrditvenem polju.',
  errorDate: 'Vnesite datum v tem obdobju: {first} – {last}',
  errorPhoneMissing: 'Vnesite svojo telefonsko številko.',
  errorPhoneInvalid: 'Te telefonske številke ni mogoče uporabiti. Preverite jo.',
  errorSms: 'Sporočila SMS ni bilo mogoče poslati. Preverite številko ali poskusite pozneje.',
  errorQuota: 'Zahtevanih je bilo preveč kod. Poskusite pozneje.',
  errorInternal: 'Prišlo je do napake. Poskusite pozneje.',
  errorRequest: 'Ta zahteva ni veljavna. Vrnite se v aplikacijo in začnite znova.',
  unavailable: 'Trenutno ni mogoče sporočiti testa. Poskusite pozneje iz aplikacije.',
  successTitle: 'Vaša zahteva je prejeta',
  success:
    'Kmalu boste prejeli SMS s kodo. Odprite ga na tem telefonu in sledite korakom v aplikaciji.',
}

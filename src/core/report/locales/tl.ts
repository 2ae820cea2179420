import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Mag-ulat ng positibong test',
  intro:
    'Kung nagpositibo ka sa test, maaari mong ipaalam sa iba na posibleng na-expose sila nang hindi sinasabi kung sino ka. Ilagay ang petsa ng iyong test at ang iyong mobile number. Makakatanggap ka ng text message na may code para sa iyong app.',
  learnMore: 'Alamin pa',
  testDate: 'Petsa ng iyong test',
  dateRange: 'Mga posibleng petsa: {first} – {last}',
  phone: 'Numero ng mobile phone',
  phoneHint: 'Ipapadala ang code sa numerong ito.',
  agreement: 'Kinukumpirma ko na nagpositibo ako sa test at sarili kong numero ng telepono ito.',
  submit: 'Humiling ng code',
  errorHeading: 'Pakisuri ang inilagay mo',
  errorAgreement: 'Lagyan ng tsek ang kahon bilang kumpirmasyon bago magpatuloy.',
  errorDate: 'Maglagay ng petsa sa loob ng panahong ito: {first} – {last}',
  errorPhoneMissing: 'Ilagay ang numero ng iyong telepono.',
  errorPhoneInvalid: 'Hindi magagamit ang numerong ito. Pakisuri ito.',
  errorSms: 'Hindi naipadala ang text message. Suriin ang numero o subukan ulit mamaya.',
  errorQuota: 'Masyadong maraming code ang hiniling. Pakisubukan ulit mamaya.',
  errorInternal: 'Nagkaroon ng problema. Pakisubukan ulit mamaya.',
  errorRequest: 'Hindi wasto ang kahilingang ito. Bumalik sa iyong app at magsimulang muli.',
  unavailable: 'Hindi ka makakapag-ulat sa ngayon. Pakisubukan ulit mamaya mula sa iyong app.',
  successTitle: 'Natanggap ang iyong kahilingan',
  success:
    'Malapit ka nang makatanggap ng text message na may code. Buksan ito sa teleponong ito at sundin ang mga hakbang sa iyong app.',
}

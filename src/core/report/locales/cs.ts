import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Nahlásit pozitivní test',
  intro:
    'Pokud máte pozitivní test, můžete dát vědět ostatním, že mohli být vystaveni nákaze, aniž byste říkali, kdo jste. Zadejte datum testu a své mobilní číslo. Dostanete SMS s kódem pro svou aplikaci.',
  learnMore: 'Více informací',
  testDate: 'Datum testu',
  dateRange: 'Možná data: {first} – {last}',
  phone: 'Číslo mobilního telefonu',
  phoneHint: 'Kód bude odeslán na toto číslo.',
  agreement: 'Potvrzuji, že mám pozitivní test a že toto je moje vlastní telefonní číslo.',
  submit: 'Požádat o kód',
  errorHeading: 'Zkontrolujte zadané údaje',
  errorAgreement: 'Než budete pokračovat, potvrďte to zaškrtnutím políčka.',
  errorDate: 'Zadejte datum v tomto rozmezí: {first} – {last}',
  errorPhoneMissing: 'Zadejte své telefonní číslo.',
  errorPhoneInvalid: 'Toto telefonní číslo nelze použít. Zkontrolujte ho.',
  errorSms: 'SMS se nepodařilo odeslat. Zkontrolujte číslo nebo to zkuste později.',
  errorQuota: 'Bylo vyžádáno příliš mnoho kódů. Zkuste to později.',
  errorInternal: 'Něco se nepovedlo. Zkuste to později.',
  errorRequest: 'Tento požadavek není platný. Vraťte se do aplikace a začněte znovu.',
  unavailable: 'Teď nelze nic nahlásit. Zkuste to později znovu z aplikace.',
  successTitle: 'Vaši žádost jsme přijali',
  success:
    'Brzy dostanete SMS s kódem. Otevřete ji v tomto telefonu a postupujte podle pokynů v aplikaci.',
}

import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Nahlásiť pozitívny test',
  intro:
    'Ak máte pozitívny test, môžete dať vedieť ostatným, že mohli byť vystavení nákaze, bez toho, aby ste povedali, kto ste. Zadajte dátum testu a svoje mobilné číslo. Dostanete SMS s kódom pre svoju aplikáciu.',
  learnMore: 'Viac informácií',
  testDate: 'Dátum testu',
  dateRange: 'Možné dátumy: {first} – {last}',
  phone: 'Číslo mobilného telefónu',
  phoneHint: 'Kód bude odoslaný na toto číslo.',
  agreement: 'Potvrdzujem, že mám pozitívny test a že toto je moje vlastné telefónne číslo.',
  submit: 'Požiadať o kód',
  errorHeading: 'Skontrolujte zadané údaje',
  errorAgreement: 'Skôr než budete pokračovať, potvrďte to zaškrtnutím políčka.',
  errorDate: 'Zadajte dátum v tomto rozmedzí: {first} – {last}',
  errorPhoneMissing: 'Zadajte svoje telefónne číslo.',
  errorPhoneInvalid: 'Toto telefónne číslo nemožno použiť. Skontrolujte ho.',
  errorSms: 'SMS sa nepodarilo odoslať. Skontrolujte číslo alebo to skúste neskôr.',
  errorQuota: 'Bolo vyžiadaných príliš veľa kódov. Skúste to neskôr.',
  errorInternal: 'Niečo sa nepodarilo. Skúste to neskôr.',
  errorRequest: 'Táto požiadavka nie je platná. Vráťte sa do aplikácie a začnite znova.',
  unavailable: 'Teraz nie je možné nič nahlásiť. Skúste to neskôr znova z aplikácie.',
  successTitle: 'Vašu žiadosť sme prijali',
  success:
    'Čoskoro dostanete SMS s kódom. Otvorte ju v tomto telefóne a postupujte podľa pokynov v aplikácii.',
}

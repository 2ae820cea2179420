import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Ilmoita positiivisesta testistä',
  intro:
    'Jos testituloksesi on positiivinen, voit varoittaa mahdollisesti altistuneita kertomatta, kuka olet. Anna testin päivämäärä ja matkapuhelinnumerosi. Saat tekstiviestinä koodin sovellusta varten.',
  learnMore: 'Lue lisää',
  testDate: 'Testin päivämäärä',
  dateRange: 'Mahdolliset päivät: {first} – {last}',
  phone: 'Matkapuhelinnumero',
  phoneHint: 'Koodi lähetetään tähän numeroon.',
  agreement: 'Vahvistan, että testitulokseni on positiivinen ja että tämä on oma puhelinnumeroni.',
  submit: 'Pyydä koodi',
  errorHeading: 'Tarkista antamasi tiedot',
  errorAgreement: 'Vahvista rastittamalla ruutu ennen kuin jatkat.',
  errorDate: 'Anna päivä tältä ajalta: {first} – {last}',
  errorPhoneMissing: 'Anna puhelinnumerosi.',
  errorPhoneInvalid: 'Tätä puhelinnumeroa ei voi käyttää. Tarkista se.',
  errorSms: 'Tekstiviestiä ei voitu lähettää. Tarkista numero tai yritä myöhemmin uudelleen.',
  errorQuota: 'Koodeja on pyydetty liian monta. Yritä myöhemmin uudelleen.',
  errorInternal: 'Jokin meni vikaan. Yritä myöhemmin uudelleen.',
  errorRequest: 'Tämä pyyntö ei kelpaa. Palaa sovellukseen ja aloita alusta.',
  unavailable: 'Ilmoitusta ei voi tehdä juuri nyt. Yritä myöhemmin uudelleen sovelluksesta.',
  successTitle: 'Pyyntösi on vastaanotettu',
  success:
    'Saat pian tekstiviestinä koodin. Avaa viesti tällä puhelimella ja noudata sovelluksen ohjeita.',
}

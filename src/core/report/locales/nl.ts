import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Positieve test melden',
  intro:
    'Als u positief bent getest, kunt u anderen waarschuwen zonder te zeggen wie u bent. Vul de datum van uw test en uw mobiele nummer in. U krijgt een sms met een code voor uw app.',
  learnMore: 'Meer informatie',
  testDate: 'Datum van uw test',
  dateRange: 'Mogelijke datums: {first} – {last}',
  phone: 'Mobiel telefoonnummer',
  phoneHint: 'De code wordt naar dit nummer gestuurd.',
  agreement: 'Ik bevestig dat ik positief ben getest en dat dit mijn eigen telefoonnummer is.',
  submit: 'Code aanvragen',
  errorHeading: 'Controleer wat u hebt ingevuld',
  errorAgreement: 'Vink het vakje aan om te bevestigen voordat u verdergaat.',
  errorDate: 'Vul een datum in deze periode in: {first} – {last}',
  errorPhoneMissing: 'Vul uw telefoonnummer in.',
  errorPhoneInvalid: 'Dit telefoonnummer kan niet worden gebruikt. Controleer het.',
  errorSms: 'De sms kon niet worden verstuurd. Controleer het nummer of probeer het later opnieuw.',
  errorQuota: 'Er zijn te veel codes aangevraagd. Probeer het later opnieuw.',
  errorInternal: 'Er ging iets mis. Probeer het later opnieuw.',
  errorRequest: 'Deze aanvraag is niet geldig. Ga terug naar uw app en begin opnieuw.',
  unavailable: 'U kunt op dit moment niets melden. Probeer het later opnieuw vanuit uw app.',
  successTitle: 'Uw aanvraag is ontvangen',
  success:
    'U krijgt zo een sms met een code. Open deze op deze telefoon en volg de stappen in uw app.',
}

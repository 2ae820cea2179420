import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Signaler un test positif',
  intro:
    'Si votre test est positif, vous pouvez prévenir les personnes peut-être exposées sans dire qui vous êtes. Indiquez la date de votre test et votre numéro de mobile. Vous recevrez un SMS contenant un code pour votre application.',
  learnMore: 'En savoir plus',
  testDate: 'Date de votre test',
  dateRange: 'Dates possibles : {first} – {last}',
  phone: 'Numéro de téléphone mobile',
  phoneHint: 'Le code sera envoyé à ce numéro.',
  agreement: 'Je confirme que mon test est positif et que ce numéro de téléphone est le mien.',
  submit: 'Demander un code',
  errorHeading: 'Veuillez vérifier votre saisie',
  errorAgreement: 'Cochez la case pour confirmer avant de continuer.',
  errorDate: 'Indiquez une date dans cette période : {first} – {last}',
  errorPhoneMissing: 'Indiquez votre numéro de téléphone.',
  errorPhoneInvalid: 'Ce numéro de téléphone ne peut pas être utilisé. Veuillez le vérifier.',
  errorSms: 'Le SMS n’a pas pu être envoyé. Vérifiez le numéro ou réessayez plus tard.',
  errorQuota: 'Trop de codes ont été demandés. Veuillez réessayer plus tard.',
  errorInternal: 'Une erreur s’est produite. Veuillez réessayer plus tard.',
  errorRequest: 'Cette demande n’est pas valable. Revenez à votre application et recommencez.',
  unavailable:
    'Vous ne pouvez pas faire de signalement pour le moment. Veuillez réessayer plus tard depuis votre application.',
  successTitle: 'Votre demande a été reçue',
  success:
    'Vous allez bientôt recevoir un SMS contenant un code. Ouvrez-le sur ce téléphone et suivez les étapes dans votre application.',
}

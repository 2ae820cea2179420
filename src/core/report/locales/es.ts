import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Comunicar una prueba positiva',
  intro:
    'Si ha dado positivo, puede avisar a otras personas que quizá estuvieron expuestas sin decir quién es. Introduzca la fecha de su prueba y su número de móvil. Recibirá un SMS con un código para su aplicación.',
  learnMore: 'Más información',
  testDate: 'Fecha de su prueba',
  dateRange: 'Fechas posibles: {first} – {last}',
  phone: 'Número de teléfono móvil',
  phoneHint: 'El código se enviará a este número.',
  agreement: 'Confirmo que he dado positivo y que este es mi propio número de teléfono.',
  submit: 'Solicitar un código',
  errorHeading: 'Revise los datos introducidos',
  errorAgreement: 'Marque la casilla para confirmar antes de continuar.',
  errorDate: 'Introduzca una fecha dentro de este período: {first} – {last}',
  errorPhoneMissing: 'Introduzca su número de teléfono.',
  errorPhoneInvalid: 'Este número de teléfono no se puede usar. Revíselo.',
  errorSms: 'No se pudo enviar el SMS. Revise el número o inténtelo más tarde.',
  errorQuota: 'Se han solicitado demasiados códigos. Inténtelo más tarde.',
  errorInternal: 'Se ha producido un error. Inténtelo más tarde.',
  errorRequest: 'Esta solicitud no es válida. Vuelva a su aplicación y empiece de nuevo.',
  unavailable:
    'En este momento no se puede comunicar una prueba. Inténtelo más tarde desde su aplicación.',
  successTitle: 'Hemos recibido su solicitud',
  success:
    'En breve recibirá un SMS con un código. Ábralo en este teléfono y siga los pasos en su aplicación.',
}

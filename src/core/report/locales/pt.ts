import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Comunicar um teste positivo',
  intro:
    'Se o seu teste foi positivo, pode avisar outras pessoas que possam ter estado expostas sem dizer quem é. Indique a data do teste e o seu número de telemóvel. Receberá um SMS com um código para a sua aplicação.',
  learnMore: 'Saber mais',
  testDate: 'Data do teste',
  dateRange: 'Datas possíveis: {first} – {last}',
  phone: 'Número de telemóvel',
  phoneHint: 'O código será enviado para este número.',
  agreement: 'Confirmo que o meu teste foi positivo e que este é o meu próprio número de telefone.',
  submit: 'Pedir um código',
  errorHeading: 'Verifique o que introduziu',
  errorAgreement: 'Assinale a caixa para confirmar antes de continuar.',
  errorDate: 'Indique uma data neste período: {first} – {last}',
  errorPhoneMissing: 'Indique o seu número de telefone.',
  errorPhoneInvalid: 'Este número de telefone não pode ser usado. Verifique-o.',
  errorSms: 'Não foi possível enviar o SMS. Verifique o número ou tente mais tarde.',
  errorQuota: 'Foram pedidos demasiados códigos. Tente mais tarde.',
  errorInternal: 'Ocorreu um erro. Tente mais tarde.',
  errorRequest: 'Este pedido não é válido. Volte à aplicação e comece de novo.',
  unavailable:
    'De momento não é possível comunicar um teste. Tente mais tarde a partir da aplicação.',
  successTitle: 'O seu pedido foi recebido',
  success:
    'Receberá em breve um SMS com um código. Abra-o neste telefone e siga os passos na sua aplicação.',
}

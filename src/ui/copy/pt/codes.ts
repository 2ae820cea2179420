/** Portuguese: making a code, and what becomes of it. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('pt')

export const codes: Copy['codes'] = {
  types: {
    confirmed: 'Teste positivo',
    likely: 'Diagnóstico médico sem teste',
    negative: 'Teste negativo',
    'user-report': 'Autoteste, comunicado pela pessoa',
  },
  states: { open: 'Ainda não usado', used: 'Usado', over: 'Expirado' },
  sms: {
    sending: 'A ser enviado',
    accepted: 'Enviado',
    queued: 'À espera de envio',
    refused: 'Não enviado',
    queue_full: 'Não enviado',
    undelivered: 'Não enviado',
  },
  noSms: 'Nenhum',
  smsLine: {
    sending: 'O SMS está a ser enviado.',
    accepted: 'A rede aceitou o SMS.',
    queued:
      'A rede não responde. O SMS continua a ser tentado até o código expirar; entretanto, leia o código em voz alta.',
    refused:
      'Não foi possível enviar o SMS: a rede recusou o número. O código é válido. Leia-o em voz alta.',
    queue_full:
      'Não foi possível enviar o SMS: a rede não aceita mais por agora. O código é válido. Leia-o em voz alta ou envie-o outra vez.',
    undelivered:
      'Não foi possível enviar o SMS: a rede não respondeu. O código é válido. Leia-o em voz alta ou envie-o outra vez.',
  },

  form: {
    title: 'Criar um código',
    welcome: 'Da sua equipa',
    type: 'Para que é o código?',
    onlyType: 'O código é para:',
    testDay: 'Dia do teste',
    symptomDay: 'Dia em que começaram os sintomas',
    daysAreUtc: 'Os dias são UTC. Basta um dos dois.',
    daysAreUtcOptional: 'Os dias são UTC. Ambos podem ficar por indicar.',
    today: (day) => `Hoje, ${day}`,
    yesterday: (day) => `Ontem, ${day}`,
    daysAgo: (count, day) =>
      `${plural(count, { one: 'Há # dia', many: 'Há # dias', other: 'Há # dias' })}, ${day}`,
    otherDay: 'Outro dia:',
    noDay: 'Não se sabe',
    testDate: 'Data do teste, se for outro dia',
    symptomDate: 'Data em que começaram os sintomas, se for outro dia',
    phone: 'Número de telemóvel para um SMS',
    phoneHint: (country) =>
      `${country}, ou comece por + e o indicativo do país. O número é esquecido quando o SMS é enviado ou o código expira.`,
    readAs: (number) => `Lido como ${number}.`,
    noTexts: 'A sua equipa não tem SMS configurados, por isso o código é lido em voz alta.',
    template: 'Texto',
    defaultTemplate: 'Texto habitual',
    countries: 'Outros países visitados durante o período contagioso',
    countriesHint: (own) => `Sempre incluído: ${own}.`,
    submit: 'Criar código',
  },
  quotaLeft: (count) =>
    plural(count, {
      one: 'A sua equipa pode criar mais # código hoje.',
      many: 'A sua equipa pode criar mais # códigos hoje.',
      other: 'A sua equipa pode criar mais # códigos hoje.',
    }),
  quotaGone: (limit, time) =>
    plural(limit, {
      one: `A sua equipa usou o código de hoje. A contagem recomeça às ${time}.`,
      many: `A sua equipa usou os # códigos de hoje. A contagem recomeça às ${time}.`,
      other: `A sua equipa usou os # códigos de hoje. A contagem recomeça às ${time}.`,
    }),
  whoCanRaise: (names) => `Pode aumentar agora: ${names}.`,
  maintenance:
    'Os códigos estão suspensos enquanto o sistema é atualizado. Nada do que escreveu se perde; tente de novo daqui a alguns minutos.',

  problems: {
    noType: 'Escolha para que é o código.',
    typeNotOffered: 'A sua equipa não cria códigos deste tipo. Escolha um dos apresentados.',
    noDate: 'Escolha o dia do teste ou o dia em que começaram os sintomas. Basta um dos dois.',
    unreadableDate: 'Escolha o dia no calendário, ou escreva ano, mês e dia: 2026-05-03.',
    oldDate: (date, days) =>
      plural(days, {
        one: `${date} foi há mais de # dia. Os telefones guardam as chaves 14 dias, por isso um código não teria efeito.`,
        many: `${date} foi há mais de # dias. Os telefones guardam as chaves 14 dias, por isso um código não teria efeito.`,
        other: `${date} foi há mais de # dias. Os telefones guardam as chaves 14 dias, por isso um código não teria efeito.`,
      }),
    futureDate: (date) => `${date} ainda está por vir. Escolha hoje ou antes.`,
    noPhone: 'O código de um autoteste vai para o telefone da própria pessoa. Escreva o número.',
    phoneTooShort: (typed, country) =>
      `«${typed}» é curto demais para um número deste país: ${country}. Inclua o indicativo, ou comece por + e o indicativo do país.`,
    phoneTooLong: (typed, country) =>
      `«${typed}» é longo demais para um número deste país: ${country}. Verifique os algarismos, ou comece por + e o indicativo do país.`,
    notAPhone: (typed, country) =>
      `«${typed}» não é um número deste país: ${country}. Inclua o indicativo, ou comece por + e o indicativo do país.`,
    noTexts:
      'A sua equipa não tem SMS configurados. Deixe o número em branco e leia o código em voz alta.',
    phoneKnown:
      'Este número recebeu há pouco um código por um autoteste. Escolha outro tipo de código ou tente mais tarde.',
    unknownTemplate: 'Esse texto já não existe. Escolha outro.',
    countries: 'Um dos países não é conhecido aqui. Escolha entre os apresentados.',
    tooMany: (time) => `Criou muitos códigos em pouco tempo. Pode criar o próximo às ${time}.`,
    textNotMade:
      'Não foi possível redigir o SMS, por isso não foi criado nenhum código. Deixe o número em branco, leia o código em voz alta e avise um administrador da sua equipa.',
    failed: 'Algo falhou do nosso lado e não foi criado nenhum código. Tente mais uma vez.',
  },

  result: {
    titles: { open: 'Código criado', used: 'Código usado', over: 'Código expirado' },
    heading: 'Código',
    spoken: 'Para ler',
    otherLanguages: 'Na língua da pessoa',
    validUntil: (time) => `Válido até às ${time}`,
    minutesLeft: 'faltam # min',
    covered:
      'O código está oculto, porque há algum tempo que ninguém toca neste dispositivo. Prima qualquer tecla para o ver.',
    timeIsOver: 'O código expirou.',
    textLastsUntil: (time) => `O código do SMS é válido até ${time}.`,
    copy: 'Copiar o código',
    next: 'Próxima pessoa',
    sendAgain: 'Enviar o SMS outra vez',
    expire: 'Anular o código',
    qrTitle: 'Código QR da ligação que abre a aplicação com este código',
    qrHint: 'A pessoa pode lê-lo com a câmara do telefone.',
    gone: 'O código em si já não pode ser mostrado.',
    makeNew: 'Criar um novo',
    details: 'Pormenores',
    state: 'Estado',
    usedAt: (time) => `Usado em ${time}`,
    expiredAt: (time) => `Expirado em ${time}`,
    type: 'Tipo',
    made: 'Criado',
    madeBy: 'Criado por',
    byApiKey: (name) => `Chave de API ${name}`,
    byPhone: 'O telefone da própria pessoa',
    lastsUntil: 'Válido até',
    text: 'SMS',
    reference: 'Referência',
  },

  expire: {
    title: 'Anular este código?',
    effect: 'Depois disso ninguém poderá usar o código, nem o que vai no SMS.',
    reason: 'Motivo',
    reasonHint: 'Fica guardado no registo. Não escreva nada sobre a pessoa.',
    button: 'Anular o código',
    used: (time) => `Este código foi usado às ${time}, por isso já não pode ser anulado.`,
  },

  list: {
    title: 'Os meus códigos',
    found: 'Códigos encontrados',
    search: 'Procurar um código pela referência',
    searchHint: 'A referência inteira, ou pelo menos os primeiros 8 caracteres.',
    find: 'Procurar',
    caption: 'Os seus códigos, os mais recentes primeiro',
    foundCaption: 'Códigos cuja referência começa assim',
    time: 'Criado',
    code: 'Referência',
    type: 'Tipo',
    state: 'Estado',
    text: 'SMS',
    empty: 'Não criou nenhum código nos últimos 14 dias.',
    emptyAction: 'Criar um código',
    none: 'Nenhum código da sua equipa tem esta referência.',
    tooShort: 'Escreva pelo menos os primeiros 8 caracteres da referência.',
    more: 'Há mais. Escreva mais da referência.',
    all: 'Todos os meus códigos',
  },

  flash: {
    expired: { tone: 'ok', text: 'O código está anulado.' },
    textAgain: { tone: 'note', text: 'O SMS está a ser enviado outra vez.' },
    textForgotten: {
      tone: 'warning',
      text: 'O número já não é conhecido aqui, por isso o SMS não pode ser enviado outra vez. Crie um novo código.',
    },
    textNotFailed: { tone: 'note', text: 'O SMS não falhou, por isso não é enviado outra vez.' },
  },
}

/** Portuguese: pages of system administrators. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('pt')

export const system: Copy['system'] = {
  place: 'Sistema',
  group: 'Sistema',
  pages: {
    realms: 'Domínios',
    people: 'Todas as pessoas',
    audit: 'Registo completo',
    about: 'Sobre este sistema',
  },

  realms: {
    caption: 'Domínios por nome',
    name: 'Nome',
    region: 'Região',
    noRegion: 'Nenhuma',
    people: 'Pessoas',
    state: 'Estado',
    open: 'Aberto',
    paused: 'Códigos em pausa',
    empty: 'Crie o primeiro domínio.',
    emptyReason:
      'Códigos, aplicações e pessoas pertencem a um domínio: uma autoridade de saúde ou uma parte dela.',
    make: 'Criar um domínio',
  },
  newRealm: {
    title: 'Criar um domínio',
    text: 'Recebe uma chave própria e as definições habituais, que se podem mudar todas mais tarde.',
    join: 'Trabalho nele como administrador',
    joinHint: 'Alguém tem de convidar as outras pessoas. Pode sair mais tarde.',
    button: 'Criar este domínio',
  },
  realm: {
    name: 'Nome',
    nameHint: 'As pessoas e as aplicações veem-no. No máximo 100 caracteres.',
    region: 'Região',
    regionHint:
      'Até 10 letras, algarismos e hífenes, como US-WA. Aparece em endereços e em ligações das mensagens de texto.',
    issuer: 'Emissor dos certificados',
    audience: 'Destinatário dos certificados',
    ownKeyHint:
      'Usa-se quando o domínio assina com a sua própria chave. O servidor de chaves espera o mesmo.',
    certificateSeconds: 'Segundos que um certificado vale',
    certificateSecondsHint: 'De 60 a 86 400. O habitual é 900.',
    maxMinutes: 'Minutos que um código curto pode valer no máximo',
    maxMinutesHint: 'De 60 a 120.',
    systemSms: 'Pode enviar mensagens de texto pela conta do sistema',
    systemMail: 'Pode enviar correio pela conta do sistema',
    generatedSms: 'Pode mandar fazer o texto de uma mensagem para outros remetentes',
    expiry: 'Pode mudar quanto duram os códigos embora participe no EN Express',
    maintenance: 'Pôr os códigos em pausa',
    maintenanceHint: 'Ninguém pode criar códigos neste domínio até que o retire.',
    number: 'Número',
    numberOfPeople: 'Pessoas',
    settings: 'O que é e o que pode fazer',
    yourPart: 'O seu lugar nele',
    isMember: 'Trabalha neste domínio.',
    isNoMember:
      'Não trabalha neste domínio, por isso não vê os seus códigos nem as suas definições.',
    go: 'Ir para lá',
    join: 'Entrar neste domínio',
    leave: 'Sair deste domínio',
    conflict:
      'Alguém guardou este domínio depois de o ter aberto. O que escreveu está abaixo e não foi guardado. Veja o que está guardado agora e envie de novo o que quer manter.',
    now: (value) => `Guardado agora: ${value}`,
  },
  join: {
    title: 'Entrar num domínio',
    effect: (realm) =>
      `Passa a administrar ${realm} e vê os seus códigos, as suas pessoas e as suas definições. Isto fica registado com o seu motivo, onde os seus administradores o leem. Dura até sair.`,
    reason: 'Motivo',
    reasonHint: 'Por exemplo: a única administradora perdeu o telefone.',
    button: 'Entrar no domínio',
  },
  leave: {
    title: 'Sair de um domínio',
    effect: (realm) => `Deixa de trabalhar em ${realm} e não vê nada dele. Pode voltar a entrar.`,
    button: 'Sair do domínio',
    last: 'Mais ninguém neste domínio pode mudar o que as suas pessoas fazem. Torne antes outra pessoa administradora.',
  },

  people: {
    search: 'Procurar por nome ou endereço de correio',
    find: 'Procurar',
    all: 'Todas as pessoas',
    caption: 'Pessoas por endereço de correio',
    none: 'Ninguém tem isso no nome nem no endereço.',
    email: 'Endereço de correio',
    name: 'Nome',
    system: 'Cuida do sistema',
    secondStep: 'Segundo passo',
    notCome: 'Com convite, ainda não veio',
    realms: 'Domínios',
  },
  person: {
    give: 'Deixar que cuide do sistema',
    take: 'Retirar-lhe o sistema',
    signOut: 'Terminar todas as suas sessões',
    own: 'É você. Ninguém muda os seus próprios direitos: peça a outro administrador do sistema.',
    notCome:
      'Recebeu um convite e ainda não veio. Pode cuidar do sistema quando tiver escolhido uma palavra-passe.',
    actions: 'O que pode fazer',
    realms: 'Domínios em que trabalha',
    noRealms: 'Nenhum',
  },
  give: {
    title: 'Deixar alguém cuidar do sistema',
    effect: (name) =>
      `${name} pode criar domínios, entrar em qualquer um e dar e retirar este direito a outras pessoas, também a si. Todas as sessões de ${name} terminam, e a próxima precisa de um segundo passo.`,
    button: 'Dar o direito',
  },
  take: {
    title: 'Retirar o sistema a alguém',
    effect: (name) =>
      `${name} deixa de cuidar do sistema e todas as suas sessões terminam. O que ${name} faz nos domínios fica como está.`,
    button: 'Retirar o direito',
  },
  signOut: {
    title: 'Terminar todas as sessões de alguém',
    effect: (name) =>
      `Todos os navegadores de ${name} voltam a pedir a palavra-passe. O que lá se estiver a escrever perde-se.`,
    button: 'Terminar as sessões',
  },
  ownRight: 'São os seus próprios direitos. Peça a outro administrador do sistema.',
  changed: 'Alguém foi mais rápido: esse direito já não é o que era quando abriu a página.',

  audit: {
    caption: 'O que se fez, o mais recente primeiro',
    time: 'Hora',
    who: 'Quem',
    action: 'Ação',
    subject: 'A quê',
    detail: 'Antes e depois',
    empty: 'Ainda não se fez nada.',
    kept: (days) =>
      plural(days, {
        one: 'As entradas guardam-se # dia.',
        many: 'As entradas guardam-se # de dias.',
        other: 'As entradas guardam-se # dias.',
      }),
  },
  about: {
    build: 'Versão',
    unknownBuild: 'Desconhecida',
    variables: 'Definições desta instalação',
    variable: 'Variável',
    value: 'Valor',
    set: 'Definido',
    notSet: 'Por definir',
    empty: 'Vazio',
    secrets: 'Os segredos nunca se mostram, só se estão definidos.',
  },

  problems: {
    nameMissing: 'Escreva um nome.',
    nameLong: 'Um nome tem no máximo 100 caracteres.',
    nameReserved: 'Os nomes que começam por “e2e-” são do domínio de testes. Escolha outro.',
    nameTaken: 'Outro domínio tem este nome. As maiúsculas não contam.',
    regionOdd:
      'Uma região tem até 10 letras, algarismos e hífenes, e começa e acaba em letra ou algarismo, como US-WA.',
    regionReserved: 'As regiões que começam por “E2E-” são do domínio de testes. Escolha outra.',
    regionTaken: 'Outro domínio tem esta região.',
    issuerMissing: 'O domínio assina com a sua própria chave, por isso precisa de um emissor.',
    audienceMissing:
      'O domínio assina com a sua própria chave, por isso precisa de um destinatário.',
    tooLong: 'É demasiado longo. Reduza a 255 caracteres no máximo.',
    certificateSeconds: 'Escreva um número inteiro de 60 a 86 400.',
    maxMinutes: 'Escreva um número inteiro de 60 a 120.',
    reasonMissing: 'Escreva um motivo de 10 caracteres ou mais. Fica registado.',
    other: (setting) =>
      `Isto não combina com outra definição do domínio: ${setting}. Mude antes essa.`,
  },

  flash: {
    realmMade: { tone: 'ok', text: 'O domínio está criado.' },
    realmSaved: { tone: 'ok', text: 'O domínio está guardado.' },
    joined: { tone: 'ok', text: 'Administra agora o domínio.' },
    left: { tone: 'ok', text: 'Saiu do domínio.' },
    rightGiven: { tone: 'ok', text: 'A partir de agora cuida do sistema.' },
    rightTaken: { tone: 'ok', text: 'Já não cuida do sistema.' },
    signedOut: { tone: 'ok', text: 'Todas as suas sessões terminaram.' },
  },
}

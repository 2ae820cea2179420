/** Portuguese: what every page says. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('pt')

export const common: Copy['common'] = {
  product: 'Tocsin',
  skip: 'Ir para o conteúdo',
  menu: 'Menu',
  demo: 'Isto é uma demonstração. Nada do que se faz aqui chega a um telefone.',
  places: 'Mudar de espaço',
  pageTitle: (title, place) => `${title} – ${place}`,
  errorTitle: (title) => `Erro: ${title}`,

  languageAndLook: 'Idioma e aparência',
  language: 'Idioma',
  look: 'Aparência',
  looks: { device: 'Como o meu dispositivo', light: 'Clara', dark: 'Escura' },
  apply: 'Aplicar',
  account: 'A minha conta',
  signIn: 'Iniciar sessão',
  signOut: 'Terminar sessão',

  groups: {
    work: 'Trabalho',
    numbers: 'Números',
    people: 'Pessoas',
    connections: 'Ligações',
    settings: 'Definições',
    record: 'Registo',
  },
  pages: {
    newCode: 'Criar um código',
    myCodes: 'Os meus códigos',
    codeNumbers: 'Códigos criados e usados',
    timeNumbers: 'Tempo até o uso, códigos errados',
    textNumbers: 'SMS não entregues',
    record: 'Quem fez o quê',
    people: 'Pessoas',
    apiKeys: 'Chaves de API',
    apps: 'Aplicações',
    settingsGeneral: 'Geral',
    settingsCodes: 'Códigos',
    settingsTexts: 'Mensagens de texto',
    settingsSecurity: 'Segurança',
    settingsLimits: 'Limites',
  },
  breadcrumb: 'Onde está',

  save: 'Guardar',
  cancel: 'Cancelar',
  back: 'Voltar',
  next: 'Seguinte',
  firstPage: 'Primeira página',
  nextPage: 'Página seguinte',
  pagesOfList: 'Páginas da lista',
  optional: '(opcional)',
  yes: 'Sim',
  no: 'Não',
  errorPrefix: 'Erro:',
  errorSummary: (count) =>
    plural(count, {
      one: 'Há # ponto a rever',
      many: 'Há # de pontos a rever',
      other: 'Há # pontos a rever',
    }),
  dangerUndoable: 'Isto pode ser desfeito.',
  dangerFinal: 'Isto não pode ser desfeito.',

  copyButton: 'Copiar',
  copied: 'Copiado',
  idleWarning: 'A sua sessão termina dentro de 2 minutos, porque há algum tempo que nada acontece.',
  staySignedIn: 'Manter a sessão',
  signedOutByTime: 'A sua sessão terminou. O que escreveu continua nesta página.',
  shortcuts: {
    title: 'Atalhos de teclado',
    list: 'Mostrar esta lista',
    jump: 'Ir para uma página: g e depois a letra dela',
    turnOff: 'Desligar os atalhos',
    turnOn: 'Ligar os atalhos',
    close: 'Fechar',
  },

  choosePlace: {
    title: 'Onde quer trabalhar?',
    none: 'Iniciou sessão, mas ainda ninguém lhe deu acesso.',
    noneReason: 'Peça a quem lhe enviou o convite que o acrescente à equipa.',
  },

  permissions: {
    AuditRead: 'ler o registo',
    APIKeyRead: 'ver as chaves de API',
    APIKeyWrite: 'alterar as chaves de API',
    CodeIssue: 'criar códigos',
    CodeBulkIssue: 'criar muitos códigos',
    CodeRead: 'consultar códigos',
    CodeExpire: 'anular códigos',
    SettingsRead: 'ver as definições',
    SettingsWrite: 'alterar as definições',
    StatsRead: 'ver as estatísticas',
    MobileAppRead: 'ver as aplicações móveis',
    MobileAppWrite: 'alterar as aplicações móveis',
    UserRead: 'ver as pessoas',
    UserWrite: 'alterar as pessoas',
  },

  errors: {
    forbidden: {
      title: 'Não pode abrir esta página',
      text: 'É preciso uma permissão que não tem.',
    },
    csrf: {
      title: 'Envie o formulário outra vez',
      text: 'Este formulário era de uma sessão anterior ou veio de outro sítio, por isso nada foi alterado. Volte à página, que prepara um formulário novo, e envie-o outra vez.',
    },
    notFound: {
      title: 'Esta página não existe',
      text: 'O endereço pode estar mal escrito, ou o que aqui estava foi apagado.',
    },
    methodNotAllowed: {
      title: 'Esta página não se usa assim',
      text: 'Abra-a a partir do menu.',
    },
    conflict: {
      title: 'Isto já foi feito',
      text: 'Outra pessoa, ou este mesmo formulário enviado antes, foi mais rápida. Veja a página outra vez para saber como estão as coisas.',
    },
    tooLarge: {
      title: 'É demasiado para enviar',
      text: 'Nada foi guardado. Encurte o que escreveu e envie outra vez.',
    },
    unsupported: {
      title: 'Esse formulário não é desta página',
      text: 'Nada foi alterado. Abra a página e use o formulário dela.',
    },
    tooMany: {
      title: 'Demasiadas tentativas',
      text: 'Espere um pouco e tente outra vez.',
    },
    failed: {
      title: 'Algo falhou do nosso lado',
      text: 'Tente mais uma vez. Se voltar a acontecer, diga ao apoio o número abaixo.',
    },
    unavailable: {
      title: 'Voltamos já',
      text: 'O sistema está a ser atualizado ou está muito ocupado. Nada foi alterado. Tente dentro de um minuto.',
    },
  },
  missingPermission: (permission, realm) => `Em ${realm} não tem permissão para «${permission}».`,
  whoCanGive: (names) => `Peça a ${names}.`,
  outsideNetworks: (realm: string, address: string) =>
    `${realm} não pode ser aberto a partir desta rede (o seu endereço é ${address}).`,
  askAdministrator: 'Peça a quem administra este espaço.',
  systemOnly: 'Só quem administra todo o sistema a pode abrir.',
  waitSeconds: (count) =>
    plural(count, {
      one: 'Espere # segundo.',
      many: 'Espere # de segundos.',
      other: 'Espere # segundos.',
    }),
  reference: (id) => `Número para o apoio: ${id}`,
  toStart: 'Ir para a página inicial',
  toForm: 'Voltar à página',

  flash: {
    preferencesSaved: { tone: 'ok', text: 'O idioma e a aparência foram guardados.' },
    signedOut: { tone: 'ok', text: 'Terminou a sessão.' },
  },
}

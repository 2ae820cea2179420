/** Portuguese: signing in, links from mail, and one's own account. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('pt')

export const signIn: Copy['signIn'] = {
  email: 'Endereço de e-mail',
  password: 'Palavra-passe',
  newPassword: 'Nova palavra-passe',
  newPasswordHint: (characters) =>
    `Pelo menos ${characters} caracteres. Algumas palavras que só o próprio juntaria são fáceis de lembrar e difíceis de adivinhar.`,
  name: 'O seu nome',
  nameHint: 'Tal como os colegas o conhecem.',
  code: 'Número da sua aplicação de autenticação',
  codeHint: 'Seis dígitos. Mudam de 30 em 30 segundos.',
  recoveryCode: 'Código de recuperação',

  enter: {
    title: 'Iniciar sessão',
    button: 'Iniciar sessão',
    forgotten: 'Esqueci-me da palavra-passe',
  },
  second: {
    title: 'Segunda etapa',
    text: 'A palavra-passe está certa. Agora, o número que a sua aplicação de autenticação mostra para o Tocsin.',
    button: 'Continuar',
    lost: 'Não tenho o telemóvel: usar um código de recuperação',
  },
  recovery: {
    title: 'Usar um código de recuperação',
    text: 'Um dos dez códigos que imprimiu ou guardou ao configurar a segunda etapa. Cada um serve uma vez.',
    hint: 'Dez letras e dígitos. Hífenes e maiúsculas não importam.',
    button: 'Continuar',
    back: 'Usar a minha aplicação de autenticação',
  },
  again: {
    title: 'Ainda é a mesma pessoa?',
    text: 'O que vai fazer pede uma prova recente, e a última tem mais de dez minutos.',
    button: 'Continuar',
  },
  setUp: {
    title: 'Configurar a segunda etapa',
    text: 'A partir de agora inicia sessão com a palavra-passe e com um número de uma aplicação do seu telemóvel, de modo que uma palavra-passe roubada não abre nada.',
    scan: 'Abra uma aplicação de autenticação no telemóvel e leia esta imagem com ela.',
    picture: 'Imagem para a aplicação de autenticação; o texto abaixo diz o mesmo',
    type: 'Se não puder ler a imagem, escreva esta chave na aplicação:',
    confirm: 'Depois escreva o número que a aplicação mostra.',
    button: 'Ativar',
  },
  codes: {
    title: 'Os seus códigos de recuperação',
    text: 'Se perder o telemóvel, cada um destes códigos deixa-o entrar uma vez. Imprima esta página ou anote os códigos, e guarde-os como guardaria uma chave.',
    onlyNow: 'São mostrados agora e nunca mais.',
    copy: 'Copiar todos',
    typeBack: 'Escreva um deles, para ter a certeza de que os tem',
    typeBackHint: 'Isto não o gasta.',
    button: 'Já os guardei',
    gone: 'Os códigos já não podem ser mostrados. Se não os guardou, crie outros.',
    makeNew: 'Criar novos códigos',
  },
  start: {
    title: 'A primeira conta de administração',
    text: 'Ainda ninguém administra este sistema. Quem preencher este formulário passa a administrá-lo.',
    button: 'Começar',
  },
  invitation: {
    title: 'Boas-vindas',
    text: 'Escolha uma palavra-passe. Inicia sessão com ela e com o seu endereço de e-mail.',
    otherPerson: (signedInAs, invited) =>
      `Este convite é para ${invited}, e aqui a sessão é de ${signedInAs}. Termine a sessão e abra a ligação mais uma vez.`,
    button: 'Começar',
  },
  forgotten: {
    title: 'Palavra-passe esquecida',
    text: 'Enviamos-lhe uma ligação com a qual escolhe uma nova.',
    button: 'Enviar a ligação',
    noMail: 'Este sistema não envia e-mail. Peça ajuda a quem o administra.',
    sentTitle: 'Veja o seu e-mail',
    sent: 'Se conhecemos este endereço, há uma mensagem a caminho. A ligação dela serve uma vez, durante 30 minutos.',
    notArrived:
      'Nada ao fim de alguns minutos? Procure no correio indesejado e depois pergunte a quem o convidou.',
    back: 'Voltar ao início de sessão',
  },
  reset: {
    title: 'Escolher uma nova palavra-passe',
    text: 'Depois disso, a sua sessão termina em todos os outros sítios.',
    button: 'Guardar a nova palavra-passe',
  },
  gone: {
    title: 'Esta ligação já não serve',
    invitation:
      'Já foi usada ou é demasiado antiga. Se já tem uma palavra-passe, inicie sessão. Se não, peça um novo convite a quem o convidou.',
    reset: 'Já foi usada ou tem mais de 30 minutos. Peça outra.',
    askAgain: 'Pedir outra ligação',
  },

  account: {
    title: 'A minha conta',
    timeZone: 'Fuso horário',
    timeZoneHint: 'As horas de todas as páginas são mostradas nele.',
    password: 'Palavra-passe',
    changePassword: 'Mudar a palavra-passe',
    changeButton: 'Guardar a nova palavra-passe',
    passwordText: 'Aqui a sua sessão continua; em todos os outros sítios termina.',
    secondStep: 'Segunda etapa',
    secondStepOn: 'Há uma aplicação de autenticação configurada.',
    secondStepOff: 'Não há nenhuma configurada. Com ela, uma palavra-passe roubada não abre nada.',
    setUp: 'Configurar uma segunda etapa',
    codesLeft: (count) =>
      plural(count, {
        one: 'Códigos de recuperação que restam: #.',
        many: 'Restam # de códigos de recuperação.',
        other: 'Restam # códigos de recuperação.',
      }),
    replace: 'Configurar outro telemóvel',
    newCodes: 'Criar novos códigos de recuperação',
    newCodesText: 'Os novos substituem os antigos.',
    sessions: 'Onde tem a sessão aberta',
    place: 'Navegador',
    unknownPlace: 'Navegador desconhecido',
    begun: 'Início',
    seen: 'Última utilização',
    action: 'Ação',
    thisOne: 'Este navegador',
    end: 'Terminar sessão',
    endAll: 'Terminar sessão em todo o lado',
    endAllText: 'Neste navegador também. Faça-o se perdeu um aparelho.',
  },
  errors: {
    emailMissing: 'Escreva o seu endereço de e-mail.',
    emailOdd: 'Um endereço de e-mail tem uma @ com algo de cada lado, como ana@example.org.',
    nameMissing: 'Escreva o seu nome.',
    nameLong: 'Um nome tem no máximo 100 caracteres.',
    passwordMissing: 'Escreva a sua palavra-passe.',
    wrong:
      'Este endereço de e-mail e esta palavra-passe não correspondem. Depois de dez tentativas seguidas é preciso esperar 15 minutos.',
    againRefused:
      'Isso não o provou. Confirme a palavra-passe e use o número mais recente da aplicação: cada um serve uma vez. Depois de dez tentativas seguidas é preciso esperar 15 minutos.',
    busy: 'Muitas pessoas estão a iniciar sessão e a sua vez não chegou. Tente de novo dentro de alguns segundos.',
    codeMissing: {
      second: 'Escreva os seis dígitos que a aplicação mostra.',
      recovery: 'Escreva um dos seus códigos de recuperação.',
    },
    codeWrong: (serverTime) =>
      `Este número não vale agora. Use o mais recente; se falhar de novo, veja o relógio do telemóvel: aqui são ${serverTime}.`,
    codeUsed: (seconds) =>
      plural(seconds, {
        one: 'Este número já foi usado. O seguinte chega dentro de cerca de # segundo.',
        many: 'Este número já foi usado. O seguinte chega dentro de cerca de # de segundos.',
        other: 'Este número já foi usado. O seguinte chega dentro de cerca de # segundos.',
      }),
    recoveryWrong: 'Não é nenhum dos seus códigos, ou já foi usado.',
    notOneOfThem: 'Não é nenhum dos códigos acima.',
    timeZone: 'Escolha um fuso horário da lista.',
    password: {
      too_short: 'Uma palavra-passe tem pelo menos 12 caracteres. Acrescente uma ou duas palavras.',
      too_long: 'Uma palavra-passe tem no máximo 128 caracteres.',
      has_email:
        'Deixe o seu endereço de e-mail fora da palavra-passe: é a primeira coisa que outros tentam.',
      has_name: 'Deixe o seu nome fora da palavra-passe: é a primeira coisa que outros tentam.',
      common:
        'Muita gente usa essa ou uma parecida, por isso é tentada primeiro. Escolha palavras que não andem juntas.',
    },
  },

  flash: {
    startOver: {
      tone: 'warning',
      text: 'Cinco tentativas estavam erradas. Inicie sessão desde o princípio.',
    },
    passwordReset: {
      tone: 'ok',
      text: 'A sua nova palavra-passe está guardada, e a sessão terminou em todos os outros sítios.',
    },
    passwordChanged: {
      tone: 'ok',
      text: 'A sua palavra-passe mudou, e a sessão terminou em todos os outros sítios.',
    },
    codesKept: { tone: 'ok', text: 'A sua segunda etapa está ativa.' },
    accountSaved: { tone: 'ok', text: 'A sua conta está guardada.' },
    sessionEnded: { tone: 'ok', text: 'A sessão desse navegador terminou.' },
    allEnded: { tone: 'ok', text: 'A sua sessão terminou em todo o lado.' },
  },
}

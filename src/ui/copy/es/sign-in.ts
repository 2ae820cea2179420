/** Spanish: signing in, links from mail, and one's own account. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('es')

export const signIn: Copy['signIn'] = {
  email: 'Correo electrónico',
  password: 'Contraseña',
  newPassword: 'Contraseña nueva',
  newPasswordHint: (characters) =>
    `Al menos ${characters} caracteres. Unas cuantas palabras que solo usted juntaría son fáciles de recordar y difíciles de adivinar.`,
  name: 'Su nombre',
  nameHint: 'Como le conocen sus colegas.',
  code: 'Número de su aplicación de autenticación',
  codeHint: 'Seis cifras. Cambian cada 30 segundos.',
  recoveryCode: 'Código de recuperación',

  enter: {
    title: 'Iniciar sesión',
    button: 'Iniciar sesión',
    forgotten: 'He olvidado mi contraseña',
  },
  second: {
    title: 'Segundo paso',
    text: 'La contraseña es correcta. Ahora, el número que su aplicación de autenticación muestra para Tocsin.',
    button: 'Continuar',
    lost: 'No tengo mi teléfono: usar un código de recuperación',
  },
  recovery: {
    title: 'Usar un código de recuperación',
    text: 'Uno de los diez códigos que imprimió o guardó al configurar el segundo paso. Cada uno sirve una vez.',
    hint: 'Diez letras y cifras. Los guiones y las mayúsculas no importan.',
    button: 'Continuar',
    back: 'Usar mi aplicación de autenticación',
  },
  again: {
    title: '¿Sigue siendo usted?',
    text: 'Lo que va a hacer necesita una prueba reciente, y la última tiene más de diez minutos.',
    button: 'Continuar',
  },
  setUp: {
    title: 'Configurar el segundo paso',
    text: 'Desde ahora inicia sesión con su contraseña y con un número de una aplicación de su teléfono, de modo que una contraseña robada no abre nada.',
    scan: 'Abra una aplicación de autenticación en su teléfono y escanee esta imagen.',
    picture: 'Imagen para la aplicación de autenticación; el texto de abajo dice lo mismo',
    type: 'Si no puede escanear, escriba esta clave en la aplicación:',
    confirm: 'Después escriba el número que muestra la aplicación.',
    button: 'Activar',
  },
  codes: {
    title: 'Sus códigos de recuperación',
    text: 'Si pierde el teléfono, cada uno de estos códigos le deja entrar una vez. Imprima esta página o cópielos, y guárdelos como guardaría una llave.',
    onlyNow: 'Se muestran ahora y nunca más.',
    copy: 'Copiar todos',
    typeBack: 'Escriba uno de ellos, para asegurarse de que los tiene',
    typeBackHint: 'Esto no lo gasta.',
    button: 'Los he guardado',
    gone: 'Los códigos ya no se pueden mostrar. Si no los ha guardado, cree otros nuevos.',
    makeNew: 'Crear códigos nuevos',
  },
  start: {
    title: 'Primera persona administradora',
    text: 'Este sistema todavía no tiene quien lo administre. Lo administrará quien rellene este formulario.',
    button: 'Empezar',
  },
  invitation: {
    title: 'Le damos la bienvenida',
    text: 'Elija una contraseña. Con ella y con su correo electrónico inicia sesión.',
    otherPerson: (signedInAs, invited) =>
      `Esta invitación es para ${invited}, y aquí la sesión es de ${signedInAs}. Cierre la sesión y abra el enlace otra vez.`,
    button: 'Empezar',
  },
  forgotten: {
    title: 'Contraseña olvidada',
    text: 'Le enviamos un enlace con el que elige una nueva.',
    button: 'Enviar el enlace',
    noMail: 'Este sistema no envía correo. Pida ayuda a quien lo administra.',
    sentTitle: 'Mire su correo',
    sent: 'Si conocemos esta dirección, ya va un mensaje de camino. Su enlace sirve una vez, durante 30 minutos.',
    notArrived:
      '¿No ha llegado nada en unos minutos? Mire en el correo no deseado y después pregunte a quien le invitó.',
    back: 'Volver al inicio de sesión',
  },
  reset: {
    title: 'Elegir una contraseña nueva',
    text: 'Después se cierra su sesión en todos los demás sitios.',
    button: 'Guardar la contraseña nueva',
  },
  gone: {
    title: 'Este enlace ya no sirve',
    invitation:
      'Se ha usado o es demasiado antiguo. Si ya tiene contraseña, inicie sesión. Si no, pida otra invitación a quien le invitó.',
    reset: 'Se ha usado o tiene más de 30 minutos. Pida uno nuevo.',
    askAgain: 'Pedir otro enlace',
  },

  account: {
    title: 'Mi cuenta',
    timeZone: 'Zona horaria',
    timeZoneHint: 'Las horas de todas las páginas se muestran en ella.',
    password: 'Contraseña',
    changePassword: 'Cambiar la contraseña',
    changeButton: 'Guardar la contraseña nueva',
    passwordText: 'Aquí sigue con la sesión abierta; en los demás sitios se cierra.',
    secondStep: 'Segundo paso',
    secondStepOn: 'Hay una aplicación de autenticación configurada.',
    secondStepOff: 'No hay ninguno. Con él, una contraseña robada no abre nada.',
    setUp: 'Configurar un segundo paso',
    codesLeft: (count) =>
      plural(count, {
        one: 'Queda un código de recuperación.',
        many: 'Quedan # de códigos de recuperación.',
        other: 'Quedan # códigos de recuperación.',
      }),
    replace: 'Configurar otro teléfono',
    newCodes: 'Crear códigos de recuperación nuevos',
    newCodesText: 'Los nuevos sustituyen a los anteriores.',
    sessions: 'Dónde tiene la sesión abierta',
    place: 'Navegador',
    unknownPlace: 'Navegador desconocido',
    begun: 'Inicio',
    seen: 'Último uso',
    action: 'Acción',
    thisOne: 'Este navegador',
    end: 'Cerrar sesión',
    endAll: 'Cerrar sesión en todas partes',
    endAllText: 'También en este navegador. Hágalo si ha perdido un dispositivo.',
  },
  errors: {
    emailMissing: 'Escriba su correo electrónico.',
    emailOdd: 'Un correo electrónico tiene una @ con algo a cada lado, como ana@example.org.',
    nameMissing: 'Escriba su nombre.',
    nameLong: 'Un nombre tiene 100 caracteres como máximo.',
    passwordMissing: 'Escriba su contraseña.',
    wrong:
      'Ese correo electrónico y esa contraseña no se corresponden. Tras diez intentos seguidos hay que esperar 15 minutos.',
    againRefused:
      'Eso no lo demuestra. Revise la contraseña y use el número más reciente de la aplicación: cada uno sirve una vez. Tras diez intentos seguidos hay que esperar 15 minutos.',
    busy: 'Ahora mismo inician sesión muchas personas y no le ha llegado el turno. Inténtelo otra vez en unos segundos.',
    codeMissing: {
      second: 'Escriba las seis cifras que muestra la aplicación.',
      recovery: 'Escriba uno de sus códigos de recuperación.',
    },
    codeWrong: (serverTime) =>
      `Ese número no vale ahora. Use el más reciente; si falla otra vez, mire el reloj de su teléfono: aquí son las ${serverTime}.`,
    codeUsed: (seconds) =>
      plural(seconds, {
        one: 'Ese número ya se ha usado. El siguiente llega en # segundo más o menos.',
        many: 'Ese número ya se ha usado. El siguiente llega en # de segundos más o menos.',
        other: 'Ese número ya se ha usado. El siguiente llega en # segundos más o menos.',
      }),
    recoveryWrong: 'No es ninguno de sus códigos, o ya se ha usado.',
    notOneOfThem: 'No es ninguno de los códigos de arriba.',
    timeZone: 'Elija una zona horaria de la lista.',
    password: {
      too_short: 'Una contraseña tiene al menos 12 caracteres. Añada una o dos palabras.',
      too_long: 'Una contraseña tiene 128 caracteres como máximo.',
      has_email:
        'No ponga su correo electrónico en la contraseña: es lo primero que otros prueban.',
      has_name: 'No ponga su nombre en la contraseña: es lo primero que otros prueban.',
      common:
        'Muchas personas usan esa o una parecida, así que es de las primeras que se prueban. Elija palabras que no vayan juntas.',
    },
  },

  flash: {
    startOver: {
      tone: 'warning',
      text: 'Cinco intentos no eran correctos. Inicie sesión desde el principio.',
    },
    passwordReset: {
      tone: 'ok',
      text: 'Su contraseña nueva está guardada, y la sesión se ha cerrado en los demás sitios.',
    },
    passwordChanged: {
      tone: 'ok',
      text: 'Su contraseña ha cambiado, y la sesión se ha cerrado en los demás sitios.',
    },
    codesKept: { tone: 'ok', text: 'Su segundo paso está activado.' },
    accountSaved: { tone: 'ok', text: 'Su cuenta está guardada.' },
    sessionEnded: { tone: 'ok', text: 'La sesión de ese navegador se ha cerrado.' },
    allEnded: { tone: 'ok', text: 'Su sesión se ha cerrado en todas partes.' },
  },
}

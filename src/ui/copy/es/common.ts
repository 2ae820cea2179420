/** Spanish: what every page says. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('es')

export const common: Copy['common'] = {
  product: 'Tocsin',
  skip: 'Ir al contenido',
  menu: 'Menú',
  demo: 'Esto es una demostración. Nada de lo que haga aquí llega a un teléfono.',
  places: 'Cambiar de lugar',
  pageTitle: (title, place) => `${title} – ${place}`,
  errorTitle: (title) => `Error: ${title}`,

  languageAndLook: 'Idioma y aspecto',
  language: 'Idioma',
  look: 'Aspecto',
  looks: { device: 'Como mi dispositivo', light: 'Claro', dark: 'Oscuro' },
  apply: 'Aplicar',
  account: 'Mi cuenta',
  signIn: 'Iniciar sesión',
  signOut: 'Cerrar sesión',

  groups: {
    work: 'Trabajo',
    numbers: 'Cifras',
    people: 'Personas',
    connections: 'Conexiones',
    settings: 'Ajustes',
    record: 'Registro',
  },
  pages: {
    newCode: 'Crear un código',
    myCodes: 'Mis códigos',
    codeNumbers: 'Códigos creados y usados',
    timeNumbers: 'Tiempo hasta el uso, códigos erróneos',
    textNumbers: 'SMS fallidos',
    record: 'Quién hizo qué',
    people: 'Personas',
    apiKeys: 'Claves de API',
    apps: 'Aplicaciones',
    settingsGeneral: 'General',
    settingsCodes: 'Códigos',
    settingsTexts: 'Mensajes de texto',
    settingsSecurity: 'Seguridad',
    settingsLimits: 'Límites',
  },
  breadcrumb: 'Dónde está',

  save: 'Guardar',
  cancel: 'Cancelar',
  back: 'Volver',
  next: 'Siguiente',
  firstPage: 'Primera página',
  nextPage: 'Página siguiente',
  pagesOfList: 'Páginas de la lista',
  optional: '(opcional)',
  yes: 'Sí',
  no: 'No',
  errorPrefix: 'Error:',
  errorSummary: (count) =>
    plural(count, {
      one: 'Hay una cosa que revisar',
      many: 'Hay # de cosas que revisar',
      other: 'Hay # cosas que revisar',
    }),
  dangerUndoable: 'Esto se puede deshacer.',
  dangerFinal: 'Esto no se puede deshacer.',

  copyButton: 'Copiar',
  copied: 'Copiado',
  idleWarning: 'Su sesión se cerrará en 2 minutos, porque hace un rato que no hay actividad.',
  staySignedIn: 'Mantener la sesión',
  signedOutByTime: 'Su sesión ha terminado. Lo que escribió sigue en esta página.',
  shortcuts: {
    title: 'Atajos de teclado',
    list: 'Mostrar esta lista',
    jump: 'Ir a una página: g y después su letra',
    turnOff: 'Desactivar los atajos',
    turnOn: 'Activar los atajos',
    close: 'Cerrar',
  },

  choosePlace: {
    title: '¿Dónde quiere trabajar?',
    none: 'Ha iniciado sesión, pero todavía nadie le ha dado acceso.',
    noneReason: 'Pida a quien le invitó que le añada a su equipo.',
  },

  permissions: {
    AuditRead: 'leer el registro',
    APIKeyRead: 'ver las claves de API',
    APIKeyWrite: 'cambiar las claves de API',
    CodeIssue: 'crear códigos',
    CodeBulkIssue: 'crear muchos códigos',
    CodeRead: 'consultar códigos',
    CodeExpire: 'anular códigos',
    SettingsRead: 'ver los ajustes',
    SettingsWrite: 'cambiar los ajustes',
    StatsRead: 'ver las estadísticas',
    MobileAppRead: 'ver las aplicaciones móviles',
    MobileAppWrite: 'cambiar las aplicaciones móviles',
    UserRead: 'ver a las personas',
    UserWrite: 'cambiar a las personas',
  },

  errors: {
    forbidden: {
      title: 'No puede abrir esta página',
      text: 'Hace falta un permiso que usted no tiene.',
    },
    csrf: {
      title: 'Envíe el formulario otra vez',
      text: 'Este formulario era de una sesión anterior o venía de otro sitio, así que no se ha cambiado nada. Vuelva a la página, que prepara un formulario nuevo, y envíelo otra vez.',
    },
    notFound: {
      title: 'Esta página no existe',
      text: 'Puede que la dirección esté mal escrita o que se haya borrado lo que había aquí.',
    },
    methodNotAllowed: {
      title: 'Esta página no se puede usar así',
      text: 'Ábrala desde el menú.',
    },
    conflict: {
      title: 'Esto ya está hecho',
      text: 'Otra persona, o este mismo formulario enviado antes, se adelantó. Mire la página otra vez para ver cómo está todo.',
    },
    tooLarge: {
      title: 'Es demasiado para enviarlo',
      text: 'No se ha guardado nada. Acorte lo que escribió y envíelo otra vez.',
    },
    unsupported: {
      title: 'Ese formulario no es de esta página',
      text: 'No se ha cambiado nada. Abra la página y use su formulario.',
    },
    tooMany: {
      title: 'Demasiados intentos',
      text: 'Espere un poco y pruebe otra vez.',
    },
    failed: {
      title: 'Algo ha fallado por nuestra parte',
      text: 'Pruebe una vez más. Si vuelve a pasar, dé a soporte el número que aparece abajo.',
    },
    unavailable: {
      title: 'Volvemos enseguida',
      text: 'El sistema se está actualizando o está muy ocupado. No se ha cambiado nada. Pruebe dentro de un minuto.',
    },
  },
  missingPermission: (permission, realm) => `En ${realm} no tiene permiso para «${permission}».`,
  whoCanGive: (names) => `Pídaselo a ${names}.`,
  outsideNetworks: (realm: string, address: string) =>
    `${realm} no se puede abrir desde esta red (su dirección es ${address}).`,
  askAdministrator: 'Pídaselo a quien administra este lugar.',
  systemOnly: 'Solo pueden abrirla quienes administran todo el sistema.',
  waitSeconds: (count) =>
    plural(count, {
      one: 'Espere # segundo.',
      many: 'Espere # de segundos.',
      other: 'Espere # segundos.',
    }),
  reference: (id) => `Número para soporte: ${id}`,
  toStart: 'Ir a la página de inicio',
  toForm: 'Volver a la página',

  flash: {
    preferencesSaved: { tone: 'ok', text: 'Se han guardado el idioma y el aspecto.' },
    signedOut: { tone: 'ok', text: 'Ha cerrado la sesión.' },
  },
}

/** Spanish: pages of system administrators. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('es')

export const system: Copy['system'] = {
  place: 'Sistema',
  group: 'Sistema',
  pages: {
    realms: 'Ámbitos',
    people: 'Todas las personas',
    audit: 'Registro completo',
    about: 'Acerca de este sistema',
  },

  realms: {
    caption: 'Ámbitos por nombre',
    name: 'Nombre',
    region: 'Región',
    noRegion: 'Ninguna',
    people: 'Personas',
    state: 'Estado',
    open: 'Abierto',
    paused: 'Códigos en pausa',
    empty: 'Cree su primer ámbito.',
    emptyReason:
      'Los códigos, las aplicaciones y las personas pertenecen a un ámbito: una autoridad sanitaria o una parte de ella.',
    make: 'Crear un ámbito',
  },
  newRealm: {
    title: 'Crear un ámbito',
    text: 'Recibe una clave propia y los ajustes habituales, que se pueden cambiar después.',
    join: 'Trabajo en él como administrador',
    joinHint: 'Alguien tiene que invitar a las demás personas. Puede dejarlo más tarde.',
    button: 'Crear este ámbito',
  },
  realm: {
    name: 'Nombre',
    nameHint: 'Lo ven las personas y las aplicaciones. Como máximo 100 caracteres.',
    region: 'Región',
    regionHint:
      'Hasta 10 letras, cifras y guiones, como US-WA. Figura en direcciones y en enlaces de los mensajes de texto.',
    issuer: 'Emisor de los certificados',
    audience: 'Destinatario de los certificados',
    ownKeyHint:
      'Se usa cuando el ámbito firma con su propia clave. El servidor de claves espera lo mismo.',
    certificateSeconds: 'Segundos que vale un certificado',
    certificateSecondsHint: 'De 60 a 86.400. Lo habitual es 900.',
    maxMinutes: 'Minutos que puede valer como máximo un código corto',
    maxMinutesHint: 'De 60 a 120.',
    systemSms: 'Puede enviar mensajes de texto con la cuenta del sistema',
    systemMail: 'Puede enviar correo con la cuenta del sistema',
    generatedSms: 'Puede pedir el texto de un mensaje para otros remitentes',
    expiry: 'Puede cambiar cuánto duran los códigos aunque participe en EN Express',
    maintenance: 'Poner los códigos en pausa',
    maintenanceHint: 'Nadie puede crear códigos en este ámbito hasta que usted lo quite.',
    number: 'Número',
    numberOfPeople: 'Personas',
    settings: 'Qué es y qué puede hacer',
    yourPart: 'Su papel en él',
    isMember: 'Usted trabaja en este ámbito.',
    isNoMember: 'Usted no trabaja en este ámbito, así que no ve ni sus códigos ni sus ajustes.',
    go: 'Ir allí',
    join: 'Unirse a este ámbito',
    leave: 'Dejar este ámbito',
    conflict:
      'Alguien guardó este ámbito después de que usted lo abriera. Lo que escribió está abajo y no se ha guardado. Mire lo que está guardado ahora y envíe otra vez lo que quiera conservar.',
    now: (value) => `Guardado ahora: ${value}`,
  },
  join: {
    title: 'Unirse a un ámbito',
    effect: (realm) =>
      `Usted pasa a administrar ${realm} y ve sus códigos, sus personas y sus ajustes. Esto queda registrado con su motivo, donde lo leen sus administradores. Dura hasta que usted lo deje.`,
    reason: 'Motivo',
    reasonHint: 'Por ejemplo: la única administradora ha perdido su teléfono.',
    button: 'Unirse al ámbito',
  },
  leave: {
    title: 'Dejar un ámbito',
    effect: (realm) => `Usted ya no trabaja en ${realm} y no ve nada de él. Puede volver a unirse.`,
    button: 'Dejar el ámbito',
    last: 'Nadie más en este ámbito puede cambiar lo que hacen sus personas. Haga antes administradora a otra persona.',
  },

  people: {
    search: 'Buscar por nombre o dirección de correo',
    find: 'Buscar',
    all: 'Todas las personas',
    caption: 'Personas por dirección de correo',
    none: 'Nadie tiene eso en su nombre ni en su dirección.',
    email: 'Dirección de correo',
    name: 'Nombre',
    system: 'Cuida del sistema',
    secondStep: 'Segundo paso',
    notCome: 'Con invitación, aún no ha venido',
    realms: 'Ámbitos',
  },
  person: {
    give: 'Dejar que cuide del sistema',
    take: 'Quitarle el sistema',
    signOut: 'Cerrar todas sus sesiones',
    own: 'Es usted. Nadie cambia sus propios derechos: pídaselo a otro administrador del sistema.',
    notCome:
      'Recibió una invitación y aún no ha venido. Podrá cuidar del sistema cuando haya elegido una contraseña.',
    actions: 'Lo que usted puede hacer',
    realms: 'Ámbitos en los que trabaja',
    noRealms: 'Ninguno',
  },
  give: {
    title: 'Dejar que alguien cuide del sistema',
    effect: (name) =>
      `${name} podrá crear ámbitos, unirse a cualquiera y dar y quitar este derecho a otras personas, también a usted. Se cierran todas las sesiones de ${name}, y la próxima necesita un segundo paso.`,
    button: 'Dar el derecho',
  },
  take: {
    title: 'Quitar el sistema a alguien',
    effect: (name) =>
      `${name} ya no cuida del sistema y se cierran todas sus sesiones. Lo que hace ${name} en los ámbitos sigue igual.`,
    button: 'Quitar el derecho',
  },
  signOut: {
    title: 'Cerrar todas las sesiones de alguien',
    effect: (name) =>
      `Todos los navegadores de ${name} vuelven a pedir la contraseña. Lo que se esté escribiendo allí se pierde.`,
    button: 'Cerrar las sesiones',
  },
  ownRight: 'Son sus propios derechos. Pídaselo a otro administrador del sistema.',
  changed: 'Alguien fue más rápido: ese derecho ya no es el que era cuando abrió la página.',

  audit: {
    caption: 'Lo que se hizo, lo más nuevo primero',
    time: 'Hora',
    who: 'Quién',
    action: 'Acción',
    subject: 'A qué',
    detail: 'Antes y después',
    empty: 'Aún no se ha hecho nada.',
    kept: (days) =>
      plural(days, {
        one: 'Las entradas se guardan # día.',
        many: 'Las entradas se guardan # de días.',
        other: 'Las entradas se guardan # días.',
      }),
  },
  about: {
    build: 'Versión',
    unknownBuild: 'No se conoce',
    variables: 'Ajustes de esta instalación',
    variable: 'Variable',
    value: 'Valor',
    set: 'Puesto',
    notSet: 'Sin poner',
    empty: 'Vacío',
    secrets: 'Los secretos no se muestran nunca, solo si están puestos.',
  },

  problems: {
    nameMissing: 'Escriba un nombre.',
    nameLong: 'Un nombre tiene como máximo 100 caracteres.',
    nameReserved: 'Los nombres que empiezan por «e2e-» son del ámbito de pruebas. Elija otro.',
    nameTaken: 'Otro ámbito tiene este nombre. Las mayúsculas no cuentan.',
    regionOdd:
      'Una región tiene hasta 10 letras, cifras y guiones, y empieza y termina con letra o cifra, como US-WA.',
    regionReserved: 'Las regiones que empiezan por «E2E-» son del ámbito de pruebas. Elija otra.',
    regionTaken: 'Otro ámbito tiene esta región.',
    issuerMissing: 'El ámbito firma con su propia clave, así que necesita un emisor.',
    audienceMissing: 'El ámbito firma con su propia clave, así que necesita un destinatario.',
    tooLong: 'Es demasiado largo. Redúzcalo a 255 caracteres como máximo.',
    certificateSeconds: 'Escriba un número entero de 60 a 86.400.',
    maxMinutes: 'Escriba un número entero de 60 a 120.',
    reasonMissing: 'Escriba un motivo de 10 caracteres o más. Queda registrado.',
    other: (setting) => `Esto no encaja con otro ajuste del ámbito: ${setting}. Cambie antes ese.`,
  },

  flash: {
    realmMade: { tone: 'ok', text: 'El ámbito está creado.' },
    realmSaved: { tone: 'ok', text: 'El ámbito está guardado.' },
    joined: { tone: 'ok', text: 'Usted administra el ámbito.' },
    left: { tone: 'ok', text: 'Usted ha dejado el ámbito.' },
    rightGiven: { tone: 'ok', text: 'Desde ahora cuida del sistema.' },
    rightTaken: { tone: 'ok', text: 'Ya no cuida del sistema.' },
    signedOut: { tone: 'ok', text: 'Sus sesiones están cerradas.' },
  },
}

/** Spanish: making a code, and what becomes of it. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('es')

export const codes: Copy['codes'] = {
  types: {
    confirmed: 'Prueba positiva',
    likely: 'Diagnóstico médico sin prueba',
    negative: 'Prueba negativa',
    'user-report': 'Autotest, comunicado por la persona',
  },
  states: { open: 'Sin usar', used: 'Usado', over: 'Caducado' },
  sms: {
    sending: 'Enviándose',
    accepted: 'Enviado',
    queued: 'En espera de envío',
    refused: 'No enviado',
    queue_full: 'No enviado',
    undelivered: 'No enviado',
  },
  noSms: 'Ninguno',
  smsLine: {
    sending: 'El SMS se está enviando.',
    accepted: 'La red ha aceptado el SMS.',
    queued:
      'La red no responde. Se seguirá intentando el SMS hasta que el código caduque; mientras tanto, léalo en voz alta.',
    refused:
      'No se pudo enviar el SMS: la red rechazó el número. El código sirve. Léalo en voz alta.',
    queue_full:
      'No se pudo enviar el SMS: la red no acepta más por ahora. El código sirve. Léalo en voz alta o envíelo otra vez.',
    undelivered:
      'No se pudo enviar el SMS: la red no respondió. El código sirve. Léalo en voz alta o envíelo otra vez.',
  },

  form: {
    title: 'Crear un código',
    welcome: 'De su equipo',
    type: '¿Para qué es el código?',
    onlyType: 'El código es para:',
    testDay: 'Día de la prueba',
    symptomDay: 'Día en que empezaron los síntomas',
    daysAreUtc: 'Los días son UTC. Basta con uno de los dos.',
    daysAreUtcOptional: 'Los días son UTC. Los dos pueden quedar sin indicar.',
    today: (day) => `Hoy, ${day}`,
    yesterday: (day) => `Ayer, ${day}`,
    daysAgo: (count, day) =>
      `${plural(count, { one: 'Hace # día', many: 'Hace # días', other: 'Hace # días' })}, ${day}`,
    otherDay: 'Otro día:',
    noDay: 'No se sabe',
    testDate: 'Fecha de la prueba, si es otro día',
    symptomDate: 'Fecha en que empezaron los síntomas, si es otro día',
    phone: 'Número de móvil para un SMS',
    phoneHint: (country) =>
      `${country}, o empiece con + y el prefijo del país. El número se olvida cuando el SMS se ha enviado o el código ha caducado.`,
    readAs: (number) => `Leído como ${number}.`,
    noTexts: 'Su equipo no tiene SMS configurados, así que el código se lee en voz alta.',
    template: 'Texto',
    defaultTemplate: 'Texto habitual',
    countries: 'Otros países visitados durante el período contagioso',
    countriesHint: (own) => `Siempre se incluye: ${own}.`,
    submit: 'Crear código',
  },
  quotaLeft: (count) =>
    plural(count, {
      one: 'Su equipo puede crear un código más hoy.',
      many: 'Su equipo puede crear # códigos más hoy.',
      other: 'Su equipo puede crear # códigos más hoy.',
    }),
  quotaGone: (limit, time) =>
    plural(limit, {
      one: `Su equipo ha usado el código de hoy. La cuenta empieza de nuevo a las ${time}.`,
      many: `Su equipo ha usado los # códigos de hoy. La cuenta empieza de nuevo a las ${time}.`,
      other: `Su equipo ha usado los # códigos de hoy. La cuenta empieza de nuevo a las ${time}.`,
    }),
  whoCanRaise: (names) => `Puede aumentarla ahora: ${names}.`,
  maintenance:
    'Los códigos están en pausa mientras se actualiza el sistema. No se pierde nada de lo escrito; inténtelo de nuevo en unos minutos.',

  problems: {
    noType: 'Elija para qué es el código.',
    typeNotOffered: 'Su equipo no crea códigos de este tipo. Elija uno de los que se muestran.',
    noDate: 'Elija el día de la prueba o el día en que empezaron los síntomas. Basta con uno.',
    unreadableDate: 'Elija el día en el calendario, o escriba año, mes y día: 2026-05-03.',
    oldDate: (date, days) =>
      plural(days, {
        one: `El ${date} fue hace más de # día. Los teléfonos guardan las claves 14 días, así que un código no tendría efecto.`,
        many: `El ${date} fue hace más de # días. Los teléfonos guardan las claves 14 días, así que un código no tendría efecto.`,
        other: `El ${date} fue hace más de # días. Los teléfonos guardan las claves 14 días, así que un código no tendría efecto.`,
      }),
    futureDate: (date) => `El ${date} aún no ha llegado. Elija hoy o antes.`,
    noPhone: 'El código de un autotest va al teléfono de la persona. Escriba su número.',
    phoneTooShort: (typed, country) =>
      `«${typed}» es demasiado corto para un número de ${country}. Incluya el prefijo, o empiece con + y el prefijo del país.`,
    phoneTooLong: (typed, country) =>
      `«${typed}» es demasiado largo para un número de ${country}. Revise las cifras, o empiece con + y el prefijo del país.`,
    notAPhone: (typed, country) =>
      `«${typed}» no es un número de ${country}. Incluya el prefijo, o empiece con + y el prefijo del país.`,
    noTexts:
      'Su equipo no tiene SMS configurados. Deje el número vacío y lea el código en voz alta.',
    phoneKnown:
      'Este número recibió hace poco un código por un autotest. Elija otro tipo de código o inténtelo más tarde.',
    unknownTemplate: 'Ese texto ya no existe. Elija otro.',
    countries: 'Uno de los países no se conoce aquí. Elija entre los que se muestran.',
    tooMany: (time) =>
      `Ha creado muchos códigos en poco tiempo. Podrá crear el siguiente a las ${time}.`,
    textNotMade:
      'No se pudo redactar el SMS, así que no se creó ningún código. Deje el número vacío, lea el código en voz alta y avise a un administrador de su equipo.',
    failed: 'Algo falló por nuestra parte y no se creó ningún código. Inténtelo una vez más.',
  },

  result: {
    titles: { open: 'Código creado', used: 'Código usado', over: 'Código caducado' },
    heading: 'Código',
    spoken: 'Para leer',
    otherLanguages: 'En el idioma de la persona',
    validUntil: (time) => `Válido hasta las ${time}`,
    minutesLeft: 'quedan # min',
    covered:
      'El código está oculto porque nadie ha tocado este dispositivo en un rato. Pulse cualquier tecla para verlo.',
    timeIsOver: 'El código ha caducado.',
    textLastsUntil: (time) => `El código del SMS es válido hasta el ${time}.`,
    copy: 'Copiar el código',
    next: 'Siguiente persona',
    sendAgain: 'Enviar el SMS otra vez',
    expire: 'Anular el código',
    qrTitle: 'Código QR del enlace que abre la aplicación con este código',
    qrHint: 'La persona puede escanearlo con la cámara de su teléfono.',
    gone: 'El código ya no se puede mostrar.',
    makeNew: 'Crear uno nuevo',
    details: 'Detalles',
    state: 'Estado',
    usedAt: (time) => `Usado el ${time}`,
    expiredAt: (time) => `Caducado el ${time}`,
    type: 'Tipo',
    made: 'Creado',
    madeBy: 'Creado por',
    byApiKey: (name) => `Clave de API ${name}`,
    byPhone: 'El teléfono de la persona',
    lastsUntil: 'Válido hasta',
    text: 'SMS',
    reference: 'Referencia',
  },

  expire: {
    title: '¿Anular este código?',
    effect: 'Después nadie podrá usar el código, ni el que va en el SMS.',
    reason: 'Motivo',
    reasonHint: 'Se guarda en el registro. No escriba nada sobre la persona.',
    button: 'Anular el código',
    used: (time) => `Este código se usó a las ${time}, así que ya no se puede anular.`,
  },

  list: {
    title: 'Mis códigos',
    found: 'Códigos encontrados',
    search: 'Buscar un código por su referencia',
    searchHint: 'La referencia completa, o al menos sus 8 primeros caracteres.',
    find: 'Buscar',
    caption: 'Sus códigos, primero los más recientes',
    foundCaption: 'Códigos cuya referencia empieza así',
    time: 'Creado',
    code: 'Referencia',
    type: 'Tipo',
    state: 'Estado',
    text: 'SMS',
    empty: 'No ha creado ningún código en los últimos 14 días.',
    emptyAction: 'Crear un código',
    none: 'Ningún código de su equipo tiene esta referencia.',
    tooShort: 'Escriba al menos los 8 primeros caracteres de la referencia.',
    more: 'Hay más. Escriba más de la referencia.',
    all: 'Todos mis códigos',
  },

  flash: {
    expired: { tone: 'ok', text: 'El código está anulado.' },
    textAgain: { tone: 'note', text: 'El SMS se está enviando otra vez.' },
    textForgotten: {
      tone: 'warning',
      text: 'El número ya no se conoce aquí, así que el SMS no se puede enviar otra vez. Cree un código nuevo.',
    },
    textNotFailed: { tone: 'note', text: 'El SMS no ha fallado, así que no se envía otra vez.' },
  },
}

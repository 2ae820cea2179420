/** French: making a code, and what becomes of it. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('fr')

export const codes: Copy['codes'] = {
  types: {
    confirmed: 'Test positif',
    likely: 'Diagnostic médical sans test',
    negative: 'Test négatif',
    'user-report': 'Autotest, signalé par la personne',
  },
  states: { open: 'Pas encore utilisé', used: 'Utilisé', over: 'Expiré' },
  sms: {
    sending: 'Envoi en cours',
    accepted: 'Envoyé',
    queued: 'En attente d’envoi',
    refused: 'Non envoyé',
    queue_full: 'Non envoyé',
    undelivered: 'Non envoyé',
  },
  noSms: 'Aucun',
  smsLine: {
    sending: 'Le SMS est en cours d’envoi.',
    accepted: 'Le réseau a pris en charge le SMS.',
    queued:
      'Le réseau ne répond pas. L’envoi du SMS est retenté jusqu’à l’expiration du code ; en attendant, lisez le code à voix haute.',
    refused:
      'Le SMS n’a pas pu être envoyé : le réseau a refusé le numéro. Le code est valable. Lisez-le à voix haute.',
    queue_full:
      'Le SMS n’a pas pu être envoyé : le réseau n’en accepte plus pour le moment. Le code est valable. Lisez-le à voix haute ou renvoyez-le.',
    undelivered:
      'Le SMS n’a pas pu être envoyé : le réseau n’a pas répondu. Le code est valable. Lisez-le à voix haute ou renvoyez-le.',
  },

  form: {
    title: 'Créer un code',
    welcome: 'De votre équipe',
    type: 'À quoi sert le code ?',
    onlyType: 'Le code sert à :',
    testDay: 'Jour du test',
    symptomDay: 'Jour des premiers symptômes',
    daysAreUtc: 'Les jours sont en UTC. Un seul des deux suffit.',
    daysAreUtcOptional: 'Les jours sont en UTC. Les deux peuvent rester vides.',
    today: (day) => `Aujourd’hui, ${day}`,
    yesterday: (day) => `Hier, ${day}`,
    daysAgo: (count, day) =>
      `${plural(count, { one: 'Il y a # jour', many: 'Il y a # jours', other: 'Il y a # jours' })}, ${day}`,
    otherDay: 'Un autre jour :',
    noDay: 'Inconnu',
    testDate: 'Date du test, si c’est un autre jour',
    symptomDate: 'Date des premiers symptômes, si c’est un autre jour',
    phone: 'Numéro de mobile pour un SMS',
    phoneHint: (country) =>
      `${country}, ou commencez par + et l’indicatif du pays. Le numéro est oublié dès que le SMS est envoyé ou que le code a expiré.`,
    readAs: (number) => `Lu comme ${number}.`,
    noTexts: 'Votre équipe n’a pas configuré de SMS : le code se lit à voix haute.',
    template: 'Texte',
    defaultTemplate: 'Texte habituel',
    countries: 'Autres pays visités pendant la période contagieuse',
    countriesHint: (own) => `Toujours compris : ${own}.`,
    submit: 'Créer le code',
  },
  quotaLeft: (count) =>
    plural(count, {
      one: 'Votre équipe peut encore créer # code aujourd’hui.',
      many: 'Votre équipe peut encore créer # codes aujourd’hui.',
      other: 'Votre équipe peut encore créer # codes aujourd’hui.',
    }),
  quotaGone: (limit, time) =>
    plural(limit, {
      one: `Votre équipe a utilisé le code du jour. Le compte recommence à ${time}.`,
      many: `Votre équipe a utilisé les # codes du jour. Le compte recommence à ${time}.`,
      other: `Votre équipe a utilisé les # codes du jour. Le compte recommence à ${time}.`,
    }),
  whoCanRaise: (names) => `Pour l’augmenter dès maintenant : ${names}.`,
  maintenance:
    'Les codes sont suspendus pendant la mise à jour du système. Rien de votre saisie n’est perdu ; réessayez dans quelques minutes.',

  problems: {
    noType: 'Choisissez à quoi sert le code.',
    typeNotOffered:
      'Votre équipe ne crée pas de codes de ce genre. Choisissez-en un parmi ceux affichés.',
    noDate: 'Choisissez le jour du test ou celui des premiers symptômes. Un seul des deux suffit.',
    unreadableDate:
      'Choisissez le jour dans le calendrier, ou écrivez l’année, le mois et le jour : 2026-05-03.',
    oldDate: (date, days) =>
      plural(days, {
        one: `Le ${date} remonte à plus de # jour. Les téléphones gardent les clés 14 jours : un code n’aurait aucun effet.`,
        many: `Le ${date} remonte à plus de # jours. Les téléphones gardent les clés 14 jours : un code n’aurait aucun effet.`,
        other: `Le ${date} remonte à plus de # jours. Les téléphones gardent les clés 14 jours : un code n’aurait aucun effet.`,
      }),
    futureDate: (date) => `Le ${date} est encore à venir. Choisissez aujourd’hui ou avant.`,
    noPhone: 'Le code d’un autotest va sur le téléphone de la personne. Saisissez son numéro.',
    phoneTooShort: (typed, country) =>
      `« ${typed} » est trop court pour un numéro de ce pays : ${country}. Ajoutez l’indicatif régional, ou commencez par + et l’indicatif du pays.`,
    phoneTooLong: (typed, country) =>
      `« ${typed} » est trop long pour un numéro de ce pays : ${country}. Vérifiez les chiffres, ou commencez par + et l’indicatif du pays.`,
    notAPhone: (typed, country) =>
      `« ${typed} » n’est pas un numéro de ce pays : ${country}. Ajoutez l’indicatif régional, ou commencez par + et l’indicatif du pays.`,
    noTexts:
      'Votre équipe n’a pas configuré de SMS. Laissez le numéro vide et lisez le code à voix haute.',
    phoneKnown:
      'Ce numéro a reçu récemment un code pour un autotest. Choisissez un autre genre de code, ou réessayez plus tard.',
    unknownTemplate: 'Ce texte n’existe plus. Choisissez-en un autre.',
    countries: 'Un des pays n’est pas connu ici. Choisissez parmi ceux affichés.',
    tooMany: (time) =>
      `Vous avez créé beaucoup de codes en peu de temps. Le prochain sera possible à ${time}.`,
    textNotMade:
      'Le SMS n’a pas pu être rédigé, donc aucun code n’a été créé. Laissez le numéro vide, lisez le code à voix haute, et prévenez un administrateur de votre équipe.',
    failed: 'Quelque chose a échoué de notre côté et aucun code n’a été créé. Réessayez une fois.',
  },

  result: {
    titles: { open: 'Code créé', used: 'Code utilisé', over: 'Code expiré' },
    heading: 'Code',
    spoken: 'À lire',
    otherLanguages: 'Dans la langue de la personne',
    validUntil: (time) => `Valable jusqu’à ${time}`,
    minutesLeft: 'encore # min',
    covered:
      'Le code est masqué : personne n’a touché cet appareil depuis un moment. Une touche quelconque l’affiche.',
    timeIsOver: 'Le code a expiré.',
    textLastsUntil: (time) => `Le code du SMS est valable jusqu’au ${time}.`,
    copy: 'Copier le code',
    next: 'Personne suivante',
    sendAgain: 'Renvoyer le SMS',
    expire: 'Faire expirer le code',
    qrTitle: 'Code QR du lien qui ouvre l’application avec ce code',
    qrHint: 'La personne peut le scanner avec l’appareil photo de son téléphone.',
    gone: 'Le code lui-même ne peut plus être affiché.',
    makeNew: 'En créer un nouveau',
    details: 'Détails',
    state: 'État',
    usedAt: (time) => `Utilisé le ${time}`,
    expiredAt: (time) => `Expiré le ${time}`,
    type: 'Genre',
    made: 'Créé',
    madeBy: 'Créé par',
    byApiKey: (name) => `Clé d’API ${name}`,
    byPhone: 'Le téléphone de la personne',
    lastsUntil: 'Valable jusqu’au',
    text: 'SMS',
    reference: 'Référence',
  },

  expire: {
    title: 'Faire expirer ce code ?',
    effect: 'Ensuite, personne ne pourra utiliser ce code, ni celui du SMS.',
    reason: 'Raison',
    reasonHint: 'Elle est gardée dans le journal. N’écrivez rien sur la personne.',
    button: 'Faire expirer le code',
    used: (time) => `Ce code a été utilisé à ${time} ; il ne peut plus être invalidé.`,
  },

  list: {
    title: 'Mes codes',
    found: 'Codes trouvés',
    search: 'Chercher un code par sa référence',
    searchHint: 'La référence entière, ou au moins ses 8 premiers caractères.',
    find: 'Chercher',
    caption: 'Vos codes, les plus récents d’abord',
    foundCaption: 'Codes dont la référence commence ainsi',
    time: 'Créé',
    code: 'Référence',
    type: 'Genre',
    state: 'État',
    text: 'SMS',
    empty: 'Vous n’avez pas créé de code ces 14 derniers jours.',
    emptyAction: 'Créer un code',
    none: 'Aucun code de votre équipe n’a cette référence.',
    tooShort: 'Écrivez au moins les 8 premiers caractères de la référence.',
    more: 'Il y en a d’autres. Écrivez davantage de la référence.',
    all: 'Tous mes codes',
  },

  flash: {
    expired: { tone: 'ok', text: 'Le code est expiré.' },
    textAgain: { tone: 'note', text: 'Le SMS est renvoyé.' },
    textForgotten: {
      tone: 'warning',
      text: 'Le numéro n’est plus connu ici : le SMS ne peut pas être renvoyé. Créez un nouveau code.',
    },
    textNotFailed: { tone: 'note', text: 'Le SMS n’a pas échoué : il n’est pas renvoyé.' },
  },
}

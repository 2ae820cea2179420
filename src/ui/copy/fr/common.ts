/** French: what every page says. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('fr')

export const common: Copy['common'] = {
  product: 'Tocsin',
  skip: 'Aller au contenu',
  menu: 'Menu',
  demo: 'Ceci est une démonstration. Rien de ce qui se fait ici n’arrive sur un téléphone.',
  places: 'Changer d’espace',
  pageTitle: (title, place) => `${title} – ${place}`,
  errorTitle: (title) => `Erreur : ${title}`,

  languageAndLook: 'Langue et apparence',
  language: 'Langue',
  look: 'Apparence',
  looks: { device: 'Comme mon appareil', light: 'Claire', dark: 'Sombre' },
  apply: 'Appliquer',
  account: 'Mon compte',
  signIn: 'Se connecter',
  signOut: 'Se déconnecter',

  groups: {
    work: 'Travail',
    numbers: 'Chiffres',
    people: 'Personnes',
    connections: 'Connexions',
    settings: 'Réglages',
    record: 'Journal',
  },
  pages: {
    newCode: 'Créer un code',
    myCodes: 'Mes codes',
    codeNumbers: 'Codes créés et utilisés',
    timeNumbers: 'Délai d’utilisation, codes erronés',
    textNumbers: 'SMS non remis',
    record: 'Qui a fait quoi',
    people: 'Personnes',
    apiKeys: 'Clés d’API',
    apps: 'Applications',
    settingsGeneral: 'Général',
    settingsCodes: 'Codes',
    settingsTexts: 'Messages',
    settingsSecurity: 'Sécurité',
    settingsLimits: 'Limites',
  },
  breadcrumb: 'Où vous êtes',

  save: 'Enregistrer',
  cancel: 'Annuler',
  back: 'Retour',
  next: 'Suivant',
  firstPage: 'Première page',
  nextPage: 'Page suivante',
  pagesOfList: 'Pages de la liste',
  optional: '(facultatif)',
  yes: 'Oui',
  no: 'Non',
  errorPrefix: 'Erreur :',
  errorSummary: (count) =>
    plural(count, {
      one: '# point est à revoir',
      many: '# de points sont à revoir',
      other: '# points sont à revoir',
    }),
  dangerUndoable: 'Cela peut être annulé.',
  dangerFinal: 'Cela ne peut pas être annulé.',

  copyButton: 'Copier',
  copied: 'Copié',
  idleWarning: 'Vous serez déconnecté dans 2 minutes, car il ne s’est rien passé depuis un moment.',
  staySignedIn: 'Rester connecté',
  signedOutByTime: 'Votre session est terminée. Ce que vous avez saisi est encore sur cette page.',
  shortcuts: {
    title: 'Raccourcis clavier',
    list: 'Afficher cette liste',
    jump: 'Aller à une page : g, puis sa lettre',
    turnOff: 'Désactiver les raccourcis',
    turnOn: 'Activer les raccourcis',
    close: 'Fermer',
  },

  choosePlace: {
    title: 'Où voulez-vous travailler ?',
    none: 'Vous êtes connecté, mais personne ne vous a encore donné accès.',
    noneReason: 'Demandez à la personne qui vous a invité de vous ajouter à son équipe.',
  },

  permissions: {
    AuditRead: 'lire le journal',
    APIKeyRead: 'voir les clés d’API',
    APIKeyWrite: 'modifier les clés d’API',
    CodeIssue: 'créer des codes',
    CodeBulkIssue: 'créer beaucoup de codes',
    CodeRead: 'consulter des codes',
    CodeExpire: 'annuler des codes',
    SettingsRead: 'voir les réglages',
    SettingsWrite: 'modifier les réglages',
    StatsRead: 'voir les statistiques',
    MobileAppRead: 'voir les applications mobiles',
    MobileAppWrite: 'modifier les applications mobiles',
    UserRead: 'voir les personnes',
    UserWrite: 'modifier les personnes',
  },

  errors: {
    forbidden: {
      title: 'Vous ne pouvez pas ouvrir cette page',
      text: 'Elle demande un droit que vous n’avez pas.',
    },
    csrf: {
      title: 'Envoyez le formulaire à nouveau',
      text: 'Ce formulaire datait d’une session précédente ou venait d’un autre site : rien n’a été modifié. Revenez à la page, qui prépare un nouveau formulaire, et envoyez-le à nouveau.',
    },
    notFound: {
      title: 'Cette page n’existe pas',
      text: 'L’adresse est peut-être mal saisie, ou ce qui se trouvait ici a été supprimé.',
    },
    methodNotAllowed: {
      title: 'Cette page ne s’utilise pas ainsi',
      text: 'Ouvrez-la plutôt depuis le menu.',
    },
    conflict: {
      title: 'C’est déjà fait',
      text: 'Quelqu’un d’autre, ou ce même formulaire envoyé auparavant, a été plus rapide. Regardez de nouveau la page pour voir où en sont les choses.',
    },
    tooLarge: {
      title: 'C’est trop long à envoyer',
      text: 'Rien n’a été enregistré. Raccourcissez votre saisie et envoyez-la à nouveau.',
    },
    unsupported: {
      title: 'Ce n’est pas un formulaire de cette page',
      text: 'Rien n’a été modifié. Ouvrez la page et utilisez son formulaire.',
    },
    tooMany: {
      title: 'Trop d’essais',
      text: 'Attendez un peu, puis réessayez.',
    },
    failed: {
      title: 'Une erreur s’est produite de notre côté',
      text: 'Réessayez une fois. Si cela se reproduit, donnez à l’assistance le numéro ci-dessous.',
    },
    unavailable: {
      title: 'Nous revenons bientôt',
      text: 'Le système est en cours de mise à jour ou très sollicité. Rien n’a été modifié. Réessayez dans une minute.',
    },
  },
  missingPermission: (permission, realm) =>
    `Vous n’avez pas le droit de « ${permission} » dans ${realm}.`,
  whoCanGive: (names) => `Adressez-vous à ${names}.`,
  outsideNetworks: (realm: string, address: string) =>
    `${realm} ne peut pas être ouvert depuis ce réseau (votre adresse est ${address}).`,
  askAdministrator: 'Adressez-vous à qui administre cet espace.',
  systemOnly: 'Seuls les administrateurs du système peuvent l’ouvrir.',
  waitSeconds: (count) =>
    plural(count, {
      one: 'Attendez # seconde.',
      many: 'Attendez # de secondes.',
      other: 'Attendez # secondes.',
    }),
  reference: (id) => `Numéro pour l’assistance : ${id}`,
  toStart: 'Aller à la page d’accueil',
  toForm: 'Revenir à la page',

  flash: {
    preferencesSaved: { tone: 'ok', text: 'La langue et l’apparence sont enregistrées.' },
    signedOut: { tone: 'ok', text: 'Vous êtes déconnecté.' },
  },
}

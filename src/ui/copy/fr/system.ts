/** French: pages of system administrators. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('fr')

export const system: Copy['system'] = {
  place: 'Système',
  group: 'Système',
  pages: {
    realms: 'Domaines',
    people: 'Toutes les personnes',
    audit: 'Journal complet',
    about: 'À propos de ce système',
  },

  realms: {
    caption: 'Domaines par nom',
    name: 'Nom',
    region: 'Région',
    noRegion: 'Aucune',
    people: 'Personnes',
    state: 'État',
    open: 'Ouvert',
    paused: 'Codes suspendus',
    empty: 'Créez votre premier domaine.',
    emptyReason:
      'Les codes, les applications et les personnes appartiennent à un domaine : une autorité de santé, ou une partie de celle-ci.',
    make: 'Créer un domaine',
  },
  newRealm: {
    title: 'Créer un domaine',
    text: 'Il reçoit une clé à lui et les réglages habituels, qui peuvent tous être changés plus tard.',
    join: 'J’y travaille comme administrateur',
    joinHint: 'Quelqu’un doit inviter les autres. Vous pourrez le quitter plus tard.',
    button: 'Créer ce domaine',
  },
  realm: {
    name: 'Nom',
    nameHint: 'Les personnes et les applications le voient. Au plus 100 caractères.',
    region: 'Région',
    regionHint:
      'Jusqu’à 10 lettres, chiffres et traits d’union, comme US-WA. Elle figure dans les adresses et dans les liens des messages.',
    issuer: 'Émetteur des certificats',
    audience: 'Destinataire des certificats',
    ownKeyHint:
      'Sert lorsque le domaine signe avec sa propre clé. Le serveur de clés attend la même chose.',
    certificateSeconds: 'Secondes pendant lesquelles un certificat est valable',
    certificateSecondsHint: 'De 60 à 86 400. L’usage est de 900.',
    maxMinutes: 'Minutes pendant lesquelles un code court peut être valable au plus',
    maxMinutesHint: 'De 60 à 120.',
    systemSms: 'Peut envoyer des messages avec le compte du système',
    systemMail: 'Peut envoyer du courrier avec le compte du système',
    generatedSms: 'Peut faire rédiger le texte d’un message pour d’autres expéditeurs',
    expiry: 'Peut changer la durée des codes bien qu’il participe à EN Express',
    maintenance: 'Suspendre les codes',
    maintenanceHint:
      'Personne ne peut créer de codes dans ce domaine tant que vous ne l’enlevez pas.',
    number: 'Numéro',
    numberOfPeople: 'Personnes',
    settings: 'Ce qu’il est, et ce qu’il peut faire',
    yourPart: 'Votre place dans ce domaine',
    isMember: 'Vous travaillez dans ce domaine.',
    isNoMember:
      'Vous ne travaillez pas dans ce domaine : vous n’en voyez ni les codes ni les réglages.',
    go: 'Y aller',
    join: 'Rejoindre ce domaine',
    leave: 'Quitter ce domaine',
    conflict:
      'Quelqu’un a enregistré ce domaine après que vous l’avez ouvert. Ce que vous avez écrit figure ci-dessous et n’est pas enregistré. Regardez ce qui est enregistré maintenant, puis envoyez de nouveau ce que vous voulez garder.',
    now: (value) => `Enregistré maintenant : ${value}`,
  },
  join: {
    title: 'Rejoindre un domaine',
    effect: (realm) =>
      `Vous devenez administrateur de ${realm} et en voyez les codes, les personnes et les réglages. C’est inscrit au journal avec votre raison, où ses administrateurs la lisent. Cela dure jusqu’à ce que vous le quittiez.`,
    reason: 'Raison',
    reasonHint: 'Par exemple : la seule administratrice a perdu son téléphone.',
    button: 'Rejoindre le domaine',
  },
  leave: {
    title: 'Quitter un domaine',
    effect: (realm) =>
      `Vous ne travaillez plus dans ${realm} et n’en voyez plus rien. Vous pouvez le rejoindre de nouveau.`,
    button: 'Quitter le domaine',
    last: 'Personne d’autre dans ce domaine ne peut changer ce que chacun peut faire. Nommez d’abord un autre administrateur.',
  },

  people: {
    search: 'Chercher par nom ou adresse électronique',
    find: 'Chercher',
    all: 'Toutes les personnes',
    caption: 'Personnes par adresse électronique',
    none: 'Personne n’a cela dans son nom ou son adresse.',
    email: 'Adresse électronique',
    name: 'Nom',
    system: 'S’occupe du système',
    secondStep: 'Seconde étape',
    notCome: 'Invitation envoyée, pas encore venue',
    realms: 'Domaines',
  },
  person: {
    give: 'Lui confier le système',
    take: 'Lui retirer le système',
    signOut: 'Fermer toutes ses sessions',
    own: 'C’est vous. Personne ne change ses propres droits : demandez à un autre administrateur du système.',
    notCome:
      'Cette personne a été invitée et n’est pas encore venue. Elle pourra s’occuper du système dès qu’elle aura choisi un mot de passe.',
    actions: 'Ce que vous pouvez faire',
    realms: 'Domaines où elle travaille',
    noRealms: 'Aucun',
  },
  give: {
    title: 'Confier le système à quelqu’un',
    effect: (name) =>
      `${name} pourra créer des domaines, rejoindre n’importe lequel, et donner ou retirer ce droit à d’autres, à vous aussi. Toutes les sessions de ${name} sont fermées, et la prochaine demande une seconde étape.`,
    button: 'Donner le droit',
  },
  take: {
    title: 'Retirer le système à quelqu’un',
    effect: (name) =>
      `${name} ne s’occupe plus du système et toutes ses sessions sont fermées. Ce que ${name} fait dans les domaines ne change pas.`,
    button: 'Retirer le droit',
  },
  signOut: {
    title: 'Fermer toutes les sessions de quelqu’un',
    effect: (name) =>
      `Tous les navigateurs de ${name} redemandent le mot de passe. Ce qui y est en train d’être écrit est perdu.`,
    button: 'Fermer les sessions',
  },
  ownRight: 'Ce sont vos propres droits. Demandez à un autre administrateur du système.',
  changed:
    'Quelqu’un a été plus rapide : ce droit n’est plus ce qu’il était quand vous avez ouvert la page.',

  audit: {
    caption: 'Ce qui a été fait, le plus récent d’abord',
    time: 'Heure',
    who: 'Qui',
    action: 'Action',
    subject: 'Sur quoi',
    detail: 'Avant et après',
    empty: 'Rien n’a encore été fait.',
    kept: (days) =>
      plural(days, {
        one: 'Les entrées sont gardées # jour.',
        many: 'Les entrées sont gardées # de jours.',
        other: 'Les entrées sont gardées # jours.',
      }),
  },
  about: {
    build: 'Version',
    unknownBuild: 'Inconnue',
    variables: 'Réglages de cette installation',
    variable: 'Variable',
    value: 'Valeur',
    set: 'Présent',
    notSet: 'Absent',
    empty: 'Vide',
    secrets: 'Les secrets ne sont jamais montrés, seulement s’ils sont présents.',
  },

  problems: {
    nameMissing: 'Écrivez un nom.',
    nameLong: 'Un nom a au plus 100 caractères.',
    nameReserved:
      'Les noms qui commencent par « e2e- » sont pour le domaine des essais. Choisissez-en un autre.',
    nameTaken: 'Un autre domaine porte ce nom. Les majuscules ne comptent pas.',
    regionOdd:
      'Une région a jusqu’à 10 lettres, chiffres et traits d’union, et commence et finit par une lettre ou un chiffre, comme US-WA.',
    regionReserved:
      'Les régions qui commencent par « E2E- » sont pour le domaine des essais. Choisissez-en une autre.',
    regionTaken: 'Un autre domaine a cette région.',
    issuerMissing: 'Le domaine signe avec sa propre clé : il lui faut un émetteur.',
    audienceMissing: 'Le domaine signe avec sa propre clé : il lui faut un destinataire.',
    tooLong: 'C’est trop long. Réduisez à 255 caractères au plus.',
    certificateSeconds: 'Écrivez un nombre entier de 60 à 86 400.',
    maxMinutes: 'Écrivez un nombre entier de 60 à 120.',
    reasonMissing: 'Écrivez une raison d’au moins 10 caractères. Elle est inscrite au journal.',
    other: (setting) =>
      `Cela ne va pas avec un autre réglage du domaine : ${setting}. Changez d’abord celui-ci.`,
  },

  flash: {
    realmMade: { tone: 'ok', text: 'Le domaine est créé.' },
    realmSaved: { tone: 'ok', text: 'Le domaine est enregistré.' },
    joined: { tone: 'ok', text: 'Vous êtes administrateur du domaine.' },
    left: { tone: 'ok', text: 'Vous avez quitté le domaine.' },
    rightGiven: { tone: 'ok', text: 'Cette personne s’occupe désormais du système.' },
    rightTaken: { tone: 'ok', text: 'Cette personne ne s’occupe plus du système.' },
    signedOut: { tone: 'ok', text: 'Toutes ses sessions sont fermées.' },
  },
}

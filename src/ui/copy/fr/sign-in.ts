/** French: signing in, links from mail, and one's own account. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('fr')

export const signIn: Copy['signIn'] = {
  email: 'Adresse e-mail',
  password: 'Mot de passe',
  newPassword: 'Nouveau mot de passe',
  newPasswordHint: (characters) =>
    `Au moins ${characters} caractères. Quelques mots que vous seul associeriez se retiennent bien et se devinent mal.`,
  name: 'Votre nom',
  nameHint: 'Tel que vos collègues vous connaissent.',
  code: 'Nombre de votre application d’authentification',
  codeHint: 'Six chiffres. Ils changent toutes les 30 secondes.',
  recoveryCode: 'Code de secours',

  enter: {
    title: 'Se connecter',
    button: 'Se connecter',
    forgotten: 'J’ai oublié mon mot de passe',
  },
  second: {
    title: 'Deuxième étape',
    text: 'Le mot de passe est bon. Maintenant, le nombre que votre application d’authentification affiche pour Tocsin.',
    button: 'Continuer',
    lost: 'Je n’ai pas mon téléphone : utiliser un code de secours',
  },
  recovery: {
    title: 'Utiliser un code de secours',
    text: 'L’un des dix codes que vous avez imprimés ou gardés en réglant la deuxième étape. Chacun sert une fois.',
    hint: 'Dix lettres et chiffres. Les traits d’union et les majuscules ne comptent pas.',
    button: 'Continuer',
    back: 'Utiliser mon application d’authentification',
  },
  again: {
    title: 'Est-ce toujours vous ?',
    text: 'Ce que vous allez faire demande une preuve récente, et la dernière date de plus de dix minutes.',
    button: 'Continuer',
  },
  setUp: {
    title: 'Régler la deuxième étape',
    text: 'Désormais vous vous connectez avec votre mot de passe et un nombre donné par une application de votre téléphone : un mot de passe volé n’ouvre plus rien.',
    scan: 'Ouvrez une application d’authentification sur votre téléphone et scannez cette image.',
    picture: 'Image pour l’application d’authentification ; le texte ci-dessous dit la même chose',
    type: 'Si vous ne pouvez pas scanner, saisissez cette clé dans l’application :',
    confirm: 'Saisissez ensuite le nombre que l’application affiche.',
    button: 'Activer',
  },
  codes: {
    title: 'Vos codes de secours',
    text: 'Si vous perdez votre téléphone, chacun de ces codes vous laisse entrer une fois. Imprimez cette page ou recopiez-les, et gardez-les comme vous garderiez une clé.',
    onlyNow: 'Ils sont affichés maintenant, et plus jamais ensuite.',
    copy: 'Tout copier',
    typeBack: 'Saisissez l’un d’eux, pour être sûr de les avoir',
    typeBackHint: 'Cela ne l’use pas.',
    button: 'Je les ai gardés',
    gone: 'Les codes ne peuvent plus être affichés. Si vous ne les avez pas gardés, créez-en d’autres.',
    makeNew: 'Créer de nouveaux codes',
  },
  start: {
    title: 'Le premier compte d’administration',
    text: 'Personne n’administre encore ce système. La personne qui remplit ce formulaire l’administrera.',
    button: 'Commencer',
  },
  invitation: {
    title: 'Bienvenue',
    text: 'Choisissez un mot de passe. Vous vous connectez avec lui et votre adresse e-mail.',
    otherPerson: (signedInAs, invited) =>
      `Cette invitation est pour ${invited}, et vous êtes connecté ici en tant que ${signedInAs}. Déconnectez-vous, puis ouvrez le lien encore une fois.`,
    button: 'Commencer',
  },
  forgotten: {
    title: 'Mot de passe oublié',
    text: 'Nous vous envoyons un lien avec lequel vous en choisissez un nouveau.',
    button: 'Envoyer le lien',
    noMail: 'Ce système n’envoie pas de courrier. Demandez de l’aide à qui l’administre.',
    sentTitle: 'Regardez votre courrier',
    sent: 'Si nous connaissons cette adresse, un message est en route. Son lien sert une fois, pendant 30 minutes.',
    notArrived:
      'Toujours rien après quelques minutes ? Regardez dans les indésirables, puis demandez à qui vous a invité.',
    back: 'Retour à la connexion',
  },
  reset: {
    title: 'Choisir un nouveau mot de passe',
    text: 'Vous serez ensuite déconnecté partout ailleurs.',
    button: 'Enregistrer le nouveau mot de passe',
  },
  gone: {
    title: 'Ce lien ne sert plus',
    invitation:
      'Il a été utilisé, ou il est trop ancien. Si vous avez déjà un mot de passe, connectez-vous. Sinon, demandez une nouvelle invitation à qui vous a invité.',
    reset: 'Il a été utilisé, ou date de plus de 30 minutes. Demandez-en un nouveau.',
    askAgain: 'Demander un nouveau lien',
  },

  account: {
    title: 'Mon compte',
    timeZone: 'Fuseau horaire',
    timeZoneHint: 'Toutes les pages y donnent les heures.',
    password: 'Mot de passe',
    changePassword: 'Changer de mot de passe',
    changeButton: 'Enregistrer le nouveau mot de passe',
    passwordText: 'Vous restez connecté ici et êtes déconnecté partout ailleurs.',
    secondStep: 'Deuxième étape',
    secondStepOn: 'Une application d’authentification est réglée.',
    secondStepOff: 'Aucune n’est réglée. Avec elle, un mot de passe volé n’ouvre rien.',
    setUp: 'Régler une deuxième étape',
    codesLeft: (count) =>
      plural(count, {
        one: 'Il reste # code de secours.',
        many: 'Il reste # de codes de secours.',
        other: 'Il reste # codes de secours.',
      }),
    replace: 'Régler un autre téléphone',
    newCodes: 'Créer de nouveaux codes de secours',
    newCodesText: 'Les nouveaux remplacent les anciens.',
    sessions: 'Où vous êtes connecté',
    place: 'Navigateur',
    unknownPlace: 'Navigateur inconnu',
    begun: 'Connexion',
    seen: 'Dernière utilisation',
    action: 'Action',
    thisOne: 'Ce navigateur',
    end: 'Déconnecter',
    endAll: 'Se déconnecter partout',
    endAllText: 'De ce navigateur aussi. Faites-le si vous avez perdu un appareil.',
  },
  errors: {
    emailMissing: 'Saisissez votre adresse e-mail.',
    emailOdd:
      'Une adresse e-mail a une @ avec quelque chose de chaque côté, comme ana@example.org.',
    nameMissing: 'Saisissez votre nom.',
    nameLong: 'Un nom a au plus 100 caractères.',
    passwordMissing: 'Saisissez votre mot de passe.',
    wrong:
      'Cette adresse e-mail et ce mot de passe ne vont pas ensemble. Après dix essais de suite, il faut attendre 15 minutes.',
    againRefused:
      'Cela ne le prouve pas. Vérifiez le mot de passe et prenez le nombre le plus récent de l’application : chacun sert une fois. Après dix essais de suite, il faut attendre 15 minutes.',
    busy: 'Beaucoup de personnes se connectent en ce moment, et votre tour n’est pas venu. Réessayez dans quelques secondes.',
    codeMissing: {
      second: 'Saisissez les six chiffres que l’application affiche.',
      recovery: 'Saisissez l’un de vos codes de secours.',
    },
    codeWrong: (serverTime) =>
      `Ce nombre n’est pas le bon en ce moment. Prenez le plus récent ; si cela échoue encore, regardez l’horloge de votre téléphone : ici il est ${serverTime}.`,
    codeUsed: (seconds) =>
      plural(seconds, {
        one: 'Ce nombre a déjà servi. Le suivant vient dans # seconde environ.',
        many: 'Ce nombre a déjà servi. Le suivant vient dans # de secondes environ.',
        other: 'Ce nombre a déjà servi. Le suivant vient dans # secondes environ.',
      }),
    recoveryWrong: 'Ce n’est aucun de vos codes, ou il a déjà servi.',
    notOneOfThem: 'Ce n’est aucun des codes ci-dessus.',
    timeZone: 'Choisissez un fuseau horaire de la liste.',
    password: {
      too_short: 'Un mot de passe a au moins 12 caractères. Ajoutez un mot ou deux.',
      too_long: 'Un mot de passe a au plus 128 caractères.',
      has_email:
        'N’y mettez pas votre adresse e-mail : c’est la première chose que d’autres essaient.',
      has_name: 'N’y mettez pas votre nom : c’est la première chose que d’autres essaient.',
      common:
        'Beaucoup de personnes utilisent celui-ci ou un semblable, donc il est essayé en premier. Choisissez des mots qui ne vont pas ensemble.',
    },
  },

  flash: {
    startOver: {
      tone: 'warning',
      text: 'Cinq essais n’étaient pas bons. Connectez-vous depuis le début.',
    },
    passwordReset: {
      tone: 'ok',
      text: 'Votre nouveau mot de passe est enregistré, et vous êtes déconnecté partout ailleurs.',
    },
    passwordChanged: {
      tone: 'ok',
      text: 'Votre mot de passe est changé, et vous êtes déconnecté partout ailleurs.',
    },
    codesKept: { tone: 'ok', text: 'Votre deuxième étape est activée.' },
    accountSaved: { tone: 'ok', text: 'Votre compte est enregistré.' },
    sessionEnded: { tone: 'ok', text: 'Ce navigateur est déconnecté.' },
    allEnded: { tone: 'ok', text: 'Vous êtes déconnecté partout.' },
  },
}

/**
 * Words that passwords are made of most often, the longest first, so that a word is taken whole before one that it holds. Known
 * from what is published of leaked passwords; in several languages, and with the words of this trade.
 */

const TEXT = `
password passwort passwords contrasena contrasenha senha motdepasse kennwort parola wachtwoord losenord salasana haslo heslo
welcome willkommen bienvenue bienvenido bemvindo welkom admin administrator administrador administrateur root superuser user
username guest login letmein access secret secreto geheim default changeme change temp temporary test testing tester demo
example sample master manager operator system server computer internet network windows google apple facebook microsoft
linkedin samsung android iphone dragon monkey shadow sunshine princess football baseball basketball superman batman spiderman
pokemon starwars ninja mustang harley hunter ranger killer soccer hockey tigger charlie michael jordan jennifer jessica ashley
daniel andrew thomas robert matthew joshua anthony william richard joseph nicole amanda michelle melissa hannah maggie ginger
pepper buster cookie summer winter spring autumn sommer fruhling herbst verano invierno january february march april june july
august september october november december monday tuesday wednesday thursday friday saturday sunday iloveyou loveyou love lover
loveme forever trustno freedom whatever blahblah flower purple orange yellow silver golden diamond angel heaven jesus christ
blessed family mother father brother sister baby daddy mommy friend friends friendship chocolate banana butterfly snoopy
mickey minnie donald garfield scooby chelsea liverpool arsenal barcelona realmadrid juventus manchester united america
germany deutschland france england london paris berlin madrid lisboa lisbon portugal espana brasil brazil mexico canada
australia europe qwerty qwertz azerty asdf asdfgh zxcvbn qazwsx passw0rd pass word hello hola hallo bonjour thank thanks
please corona coronavirus covid pandemic pandemia pandemie virus vaccine vaccination health healthcare hospital clinic doctor
nurse patient tracing contact exposure notification tocsin console government ministry department public security safety
correct horse battery staple correcthorsebatterystaple abc abcd abcdef abc123 money business office company work january
starfish elephant tiger lion panther eagle phoenix wizard magic mystery matrix hacker cheese pizza coffee guitar music
rockstar metallica nirvana slipknot eminem internet0 teacher student school college university
`

export const COMMON_WORDS: readonly string[] = [...new Set(TEXT.split(/\s+/))]
  .filter((word) => word !== '')
  .toSorted((a, b) => b.length - a.length)

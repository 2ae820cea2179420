/** Health authorities, and the apps that name them. Pure. */

import type { AuthorizedAppEntry, HealthAuthorityEntry } from './document.ts'
import {
  type CheckContext,
  type ConfigurationProblem,
  checkNames,
  checkPeriod,
  checkPublicKey,
  checkRegions,
  checkUrl,
  effective,
  problem,
} from './problem.ts'

export async function checkAuthorities(context: CheckContext): Promise<ConfigurationProblem[]> {
  const authorities = context.document.healthAuthorities ?? []
  const each = await Promise.all(
    authorities.map((entry, index) =>
      checkAuthority(context, entry, `healthAuthorities[${index}]`),
    ),
  )
  return each.flat()
}

async function checkAuthority(
  context: CheckContext,
  entry: HealthAuthorityEntry,
  path: string,
): Promise<ConfigurationProblem[]> {
  const keys = await Promise.all(
    entry.keys.map(async (key, index) => {
      const at = `${path}.keys[${index}]`
      return [
        ...(await checkPublicKey(`${at}.publicKeyPem`, key.publicKeyPem)),
        ...checkPeriod(at, { ...key }, 'validFrom', 'validThru'),
      ]
    }),
  )
  return [
    ...keys.flat(),
    ...checkNames(
      `${path}.keys`,
      entry.keys.map(({ version }) => version),
      'version',
    ),
    ...(entry.jwksUri === undefined ? [] : checkUrl(`${path}.jwksUri`, entry.jwksUri)),
    ...checkUsable(context, entry, path),
  ]
}

/** To end the keys of an authority that is there is how to retire it; to take them away is a slip. */
function checkUsable(
  { present, now }: CheckContext,
  entry: HealthAuthorityEntry,
  path: string,
): ConfigurationProblem[] {
  const isUsable =
    entry.jwksUri !== undefined ||
    entry.keys.some(({ validThru }) => validThru === undefined || validThru > now)
  if (isUsable) return []
  const before = present.healthAuthorities.find(({ issuer }) => issuer === entry.issuer)
  const losesKeys = entry.keys.length === 0 && (before?.keys.length ?? 0) > 0
  if (before !== undefined && !losesKeys) return []
  return [
    problem(
      `${path}.keys`,
      'no_usable_key',
      'no certificate of this authority could be verified: give a key that is in force, or jwksUri',
    ),
  ]
}

export function checkApps(context: CheckContext): ConfigurationProblem[] {
  const issuers = new Set(effective(context, 'healthAuthorities').map(({ issuer }) => issuer))
  return [
    ...(context.document.authorizedApps ?? []).flatMap((entry, index) =>
      checkApp(entry, `authorizedApps[${index}]`, issuers),
    ),
    ...checkLeftOutAuthorities(context, issuers),
  ]
}

function checkApp(
  entry: AuthorizedAppEntry,
  path: string,
  issuers: ReadonlySet<string>,
): ConfigurationProblem[] {
  const problems = checkRegions(`${path}.allowedRegions`, entry.allowedRegions)
  const lower = entry.appPackageName.toLowerCase()
  if (lower !== entry.appPackageName) {
    problems.push(
      problem(`${path}.appPackageName`, 'malformed', `package names are in lower case: "${lower}"`),
    )
  }
  if (entry.allowedHealthAuthorities.length === 0 && !entry.bypassesCertificate) {
    problems.push(
      problem(
        `${path}.allowedHealthAuthorities`,
        'unknown_authority',
        'name the issuer of at least one health authority: nobody could upload from this app',
      ),
    )
  }
  entry.allowedHealthAuthorities.forEach((issuer, index) => {
    if (issuers.has(issuer)) return
    problems.push(
      problem(
        `${path}.allowedHealthAuthorities[${index}]`,
        'unknown_authority',
        `no health authority has the issuer "${issuer}"; issuers are compared exactly, a slash at the end included`,
      ),
    )
  })
  return problems
}

/** Apps that the document does not speak of keep the authorities that they name. */
function checkLeftOutAuthorities(
  { document, present }: CheckContext,
  issuers: ReadonlySet<string>,
): ConfigurationProblem[] {
  if (document.authorizedApps !== undefined || document.healthAuthorities === undefined) return []
  return present.authorizedApps.flatMap((app) =>
    app.allowedHealthAuthorities
      .filter((issuer) => !issuers.has(issuer))
      .map((issuer) =>
        problem(
          'healthAuthorities',
          'in_use',
          `"${issuer}" is left out, but the app ${app.appPackageName} allows it`,
        ),
      ),
  )
}

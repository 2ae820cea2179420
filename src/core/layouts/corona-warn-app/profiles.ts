/** The original's profiles, and what each is here. Pure. */

import type { CoronaWarnAppDraft } from './settings.ts'

export type ProfileCounterpart =
  /** These settings, where an export does not say otherwise. */
  | { readonly kind: 'settings'; readonly settings: CoronaWarnAppDraft }
  /** Nothing to set: why. */
  | { readonly kind: 'needless'; readonly reason: string }
  /** Not part of this server: why. */
  | { readonly kind: 'absent'; readonly reason: string }

const LOGGING = 'logs have one form, and what they say is set for the deployment'

/** By the name that stood in SPRING_PROFILES_ACTIVE. */
export const PROFILES: Readonly<Record<string, ProfileCounterpart>> = {
  demo: {
    kind: 'settings',
    settings: { demo: true, includeIncompleteDays: true, includeIncompleteHours: true },
  },
  'signature-dev': { kind: 'settings', settings: { appBundleId: 'de.rki.coronawarnapp-dev' } },
  'signature-prod': { kind: 'settings', settings: { appBundleId: 'de.rki.coronawarnapp' } },
  debug: { kind: 'needless', reason: LOGGING },
  dev: { kind: 'needless', reason: LOGGING },
  cloud: {
    kind: 'needless',
    reason: 'database and store are bindings of the deployment, and objects have no access lists',
  },
  'disable-ssl-client-postgres': {
    kind: 'needless',
    reason: 'the database is a binding: there is no connection to encrypt',
  },
  testdata: {
    kind: 'absent',
    reason: 'a deployment never makes keys up: `POST /dev/testdata` of `npm start` does',
  },
  revocation: {
    kind: 'absent',
    reason: 'revocation lists of health certificates are not published by this server',
  },
}

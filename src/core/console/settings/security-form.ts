/** How a realm's people sign in, and from where it is reached. Pure. */

import { isWithinCidrs, normalizeCidr } from '../../realms/cidr.ts'
import {
  FIREWALLED_SERVICES,
  REQUIREMENT_MODES,
  type RequirementMode,
} from '../../realms/settings.ts'
import { linesIn, rootOf, type SettingsForm, type SettingsTab, wholeIn } from './settings-form.ts'

const CIDR_FIELDS = {
  adminapi: 'cidrsOfAdminApi',
  apiserver: 'cidrsOfApiServer',
  server: 'cidrsOfConsole',
} as const

const FIELDS = [
  'mfaMode',
  'mfaGraceDays',
  'emailVerifiedMode',
  'passwordRotationDays',
  'passwordWarningDays',
  ...Object.values(CIDR_FIELDS),
]

export const SECURITY_FORM: SettingsTab = {
  fields: FIELDS,
  formOf: ({ settings }) => ({
    mfaMode: settings.mfaMode,
    mfaGraceDays: String(settings.mfaGraceDays),
    emailVerifiedMode: settings.emailVerifiedMode,
    passwordRotationDays: String(settings.passwordRotationDays),
    passwordWarningDays: String(settings.passwordWarningDays),
    ...Object.fromEntries(
      FIREWALLED_SERVICES.map((service) => [
        CIDR_FIELDS[service],
        settings.allowedCidrs[service].join('\n'),
      ]),
    ),
  }),
  updateOf: (form, { settings }) => ({
    settings: {
      mfaMode: modeIn(form, 'mfaMode') ?? settings.mfaMode,
      mfaGraceDays: wholeIn(form, 'mfaGraceDays'),
      emailVerifiedMode: modeIn(form, 'emailVerifiedMode') ?? settings.emailVerifiedMode,
      passwordRotationDays: wholeIn(form, 'passwordRotationDays'),
      passwordWarningDays: wholeIn(form, 'passwordWarningDays'),
      allowedCidrs: {
        adminapi: linesIn(form, CIDR_FIELDS.adminapi),
        apiserver: linesIn(form, CIDR_FIELDS.apiserver),
        server: linesIn(form, CIDR_FIELDS.server),
      },
    },
  }),
  fieldOf: (path) => {
    const service = FIREWALLED_SERVICES.find((name) =>
      new RegExp(`^allowedCidrs\\.${name}\\b`).test(path),
    )
    return service === undefined
      ? FIELDS.find((field) => field === rootOf(path))
      : CIDR_FIELDS[service]
  },
}

const modeIn = (form: SettingsForm, field: string): RequirementMode | undefined =>
  REQUIREMENT_MODES.find((mode) => mode === form[field])

/**
 * Whether whoever saves the form could no longer open the console from where they are.
 * @param address of the one who saves; '' where it is not known: then only an open list is safe
 */
export function locksOut(form: SettingsForm, address: string): boolean {
  const cidrs = linesIn(form, CIDR_FIELDS.server)
  // Lines that can't be read are another problem, and told as such.
  if (cidrs.some((cidr) => normalizeCidr(cidr) === undefined)) return false
  return !isWithinCidrs(address, cidrs)
}

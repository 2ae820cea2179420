/** What somebody may do, in words. */

import { rightsToSay } from '../../../core/console/rights.ts'
import { REALM_ADMIN_PERMISSIONS } from '../../../core/realms/permissions.ts'
import { useView } from '../../view.ts'

export const RightsText = ({ permissions }: { readonly permissions: number }) => {
  const { copy, language } = useView()
  if (permissions === REALM_ADMIN_PERMISSIONS) return <span>{copy.people.allRights}</span>
  const words = rightsToSay(permissions).map((name) => copy.common.permissions[name])
  if (words.length === 0) return <span>{copy.people.noRights}</span>
  return <span>{new Intl.ListFormat(language, { type: 'conjunction' }).format(words)}</span>
}

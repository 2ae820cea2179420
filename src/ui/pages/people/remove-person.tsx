/** The page before somebody is taken out of a realm. */

import type { ShownMember } from '../../../core/console/shown-member.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Facts } from '../../components/table.tsx'
import { useView } from '../../view.ts'
import { RightsText } from './rights-text.tsx'

interface RemovePersonProps {
  readonly member: ShownMember
  /** Of the person's page. */
  readonly path: string
}

export const RemovePersonPage = ({ member, path }: RemovePersonProps) => {
  const { people } = useView().copy
  return (
    <>
      <Facts
        facts={[
          { name: people.name, value: member.name },
          { name: people.email, value: <bdi dir="ltr">{member.email}</bdi> },
          { name: people.mayDo, value: <RightsText permissions={member.permissions} /> },
        ]}
      />
      <Confirm
        action={`${path}/remove`}
        button={people.remove.button}
        back={path}
        effect={people.remove.effect}
        isFinal={false}
      />
    </>
  )
}

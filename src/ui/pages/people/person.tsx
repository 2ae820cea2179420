/** One member of a realm. */

import type { ShownMember } from '../../../core/console/shown-member.ts'
import { Button, Buttons, CopyButton, LinkButton } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Flash } from '../../components/flash.tsx'
import { Form } from '../../components/form.tsx'
import { Facts } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { type OfferedGroups, Presets, RightsFields } from './rights-fields.tsx'
import { RightsText } from './rights-text.tsx'

interface PersonProps {
  readonly member: ShownMember
  readonly isSelf: boolean
  /** undefined: the viewer may change nothing here. */
  readonly groups: OfferedGroups | undefined
  /** Of an invitation that no letter took; undefined: there is none to be shown. */
  readonly link: string | undefined
  /** Of this page. */
  readonly path: string
  readonly errors: readonly FieldError[]
}

export const PersonPage = (props: PersonProps) => {
  const { member, isSelf, groups, link, path, errors } = props
  const { common, people } = useView().copy
  return (
    <>
      {link !== undefined && <InvitationLink link={link} />}
      <Facts
        facts={[
          { name: people.email, value: <bdi dir="ltr">{member.email}</bdi> },
          { name: people.mayDo, value: <RightsText permissions={member.permissions} /> },
          {
            name: people.secondFactor,
            value: member.hasCome
              ? member.hasSecondFactor
                ? common.yes
                : common.no
              : people.notCome,
          },
        ]}
      />
      {isSelf && <p>{people.selfNote}</p>}
      {groups !== undefined && (
        <>
          <h2>{people.change}</h2>
          <Presets path={path} />
          <Form action={path}>
            <input type="hidden" name="was" value={String(member.permissions)} />
            <RightsFields groups={groups} errors={errors} />
            <Buttons>
              <Button>{common.save}</Button>
              <LinkButton href={`${path}/remove`}>{people.remove.button}</LinkButton>
            </Buttons>
          </Form>
          {!member.hasCome && (
            <Form action={`${path}/invite`}>
              <Buttons>
                <Button tone="plain">{people.inviteAgain}</Button>
              </Buttons>
            </Form>
          )}
        </>
      )}
    </>
  )
}

const InvitationLink = ({ link }: { readonly link: string }) => {
  const { people } = useView().copy
  return (
    <>
      <Flash tone="warning" isStill>
        {people.linkNote}
      </Flash>
      <p>
        <Code>{link}</Code>
      </p>
      <Buttons>
        <CopyButton text={link} shortcut="c">
          {people.copyLink}
        </CopyButton>
      </Buttons>
    </>
  )
}

/** One API key. */

import type { ShownApiKey } from '../../../core/console/shown-api-key.ts'
import { Button, Buttons, CopyButton, LinkButton } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Flash } from '../../components/flash.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Facts } from '../../components/table.tsx'
import { Code, Time } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { LastUse } from './api-key-list.tsx'

interface ApiKeyProps {
  readonly apiKey: ShownApiKey
  /** The key itself; undefined: it can no longer be shown. */
  readonly text: string | undefined
  readonly typedName: string
  readonly canChange: boolean
  /** Of this page. */
  readonly path: string
  readonly errors: readonly FieldError[]
}

const MAX_NAME = 100

export const ApiKeyPage = (props: ApiKeyProps) => (
  <>
    {props.text !== undefined && <MadeKey text={props.text} path={props.path} />}
    <KeyFacts {...props} />
    {props.canChange && (
      <>
        <Rename {...props} />
        <Switch {...props} />
      </>
    )}
  </>
)

const MadeKey = ({ text, path }: { readonly text: string; readonly path: string }) => {
  const { made } = useView().copy.connections.apiKeys
  return (
    <>
      <Flash tone="warning" isStill>
        {made.once}
      </Flash>
      <p>
        <Code>{text}</Code>
      </p>
      <p>{made.use}</p>
      <Form action={`${path}/saved`}>
        <Buttons>
          <Button>{made.saved}</Button>
          <CopyButton text={text} shortcut="c">
            {made.copy}
          </CopyButton>
        </Buttons>
      </Form>
    </>
  )
}

const KeyFacts = ({ apiKey }: ApiKeyProps) => {
  const { apiKeys } = useView().copy.connections
  return (
    <Facts
      facts={[
        { name: apiKeys.name, value: apiKey.name },
        {
          name: apiKeys.type,
          value: `${apiKeys.types[apiKey.type]}. ${apiKeys.form.typeHints[apiKey.type]}`,
        },
        {
          name: apiKeys.state,
          value: apiKey.disabledAt === null ? apiKeys.inForce : apiKeys.disabled,
        },
        { name: apiKeys.created, value: <Time at={apiKey.createdAt} style="date" /> },
        { name: apiKeys.lastUsed, value: <LastUse at={apiKey.lastUsedAt} /> },
        { name: apiKeys.begins, value: <Code>{apiKey.preview}…</Code> },
      ]}
    />
  )
}

const Rename = ({ typedName, path, errors }: ApiKeyProps) => {
  const { apiKeys } = useView().copy.connections
  return (
    <Form action={path}>
      <TextInput
        id="name"
        label={apiKeys.newName}
        error={errorOf(errors, 'name')}
        value={typedName}
        maxLength={MAX_NAME}
        isRequired
      />
      <Buttons>
        <Button tone="plain">{apiKeys.rename}</Button>
      </Buttons>
    </Form>
  )
}

/** Back in force takes one press; out of force is asked first. */
const Switch = ({ apiKey, path }: ApiKeyProps) => {
  const { apiKeys } = useView().copy.connections
  if (apiKey.disabledAt === null) {
    return (
      <Buttons>
        <LinkButton href={`${path}/disable`}>{apiKeys.disable.button}</LinkButton>
      </Buttons>
    )
  }
  return (
    <Form action={`${path}/enable`}>
      <Buttons>
        <Button tone="plain">{apiKeys.enable}</Button>
      </Buttons>
    </Form>
  )
}

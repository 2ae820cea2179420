/** One app. */

import type { ShownApp } from '../../../core/console/shown-app.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { Facts } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { AppFields, type TypedApp } from './app-fields.tsx'

interface AppProps {
  readonly app: ShownApp
  readonly typed: TypedApp
  readonly canChange: boolean
  /** Of this page. */
  readonly path: string
  readonly errors: readonly FieldError[]
}

export const AppPage = (props: AppProps) => (
  <>
    <AppFacts {...props} />
    {props.canChange && <Change {...props} />}
  </>
)

/** As it is; beside a form that was not saved, that is what somebody else made of it. */
const AppFacts = ({ app }: AppProps) => {
  const { common, connections } = useView().copy
  const { apps } = connections
  return (
    <Facts
      facts={[
        { name: apps.os, value: apps.systems[app.os] },
        { name: apps.appId, value: <Code>{app.appId}</Code> },
        { name: apps.url, value: app.url === '' ? apps.none : <Code>{app.url}</Code> },
        {
          name: apps.fingerprints,
          value:
            app.fingerprints.length === 0
              ? apps.none
              : app.fingerprints.map((print) => (
                  <div>
                    <Code>{print}</Code>
                  </div>
                )),
        },
        { name: apps.form.disableRedirect, value: app.disableRedirect ? common.yes : common.no },
        { name: apps.form.headless, value: app.isHeadless ? common.yes : common.no },
        { name: apps.state, value: app.disabledAt === null ? apps.inUse : apps.disabled },
      ]}
    />
  )
}

const Change = ({ app, typed, path, errors }: AppProps) => {
  const { common, connections } = useView().copy
  const { apps } = connections
  return (
    <>
      <h2>{apps.change}</h2>
      <Form action={path}>
        <input type="hidden" name="was" value={String(app.updatedAt)} />
        <AppFields typed={typed} errors={errors} />
        <Buttons>
          <Button>{common.save}</Button>
          {app.disabledAt === null && (
            <LinkButton href={`${path}/disable`}>{apps.disable.button}</LinkButton>
          )}
        </Buttons>
      </Form>
      {app.disabledAt !== null && (
        <Form action={`${path}/enable`}>
          <Buttons>
            <Button tone="plain">{apps.enable}</Button>
          </Buttons>
        </Form>
      )}
    </>
  )
}

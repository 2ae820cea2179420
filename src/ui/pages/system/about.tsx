/** What is deployed, and how it is set. */

import { Facts, Table } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'

export interface AboutProps {
  readonly build: string | undefined
  /** `value` undefined: a secret, of which only is said whether there is one. */
  readonly variables: readonly {
    readonly name: string
    readonly value: string | undefined
    readonly isSet: boolean
  }[]
}

export const AboutPage = ({ build, variables }: AboutProps) => {
  const { about } = useView().copy.system
  const shown = ({ value, isSet }: AboutProps['variables'][number]) => {
    if (value === undefined) return isSet ? about.set : about.notSet
    return value === '' ? about.empty : <Code>{value}</Code>
  }
  return (
    <>
      <Facts
        facts={[
          {
            name: about.build,
            value: build === undefined ? about.unknownBuild : <Code>{build}</Code>,
          },
        ]}
      />
      <p>{about.secrets}</p>
      <Table
        caption={about.variables}
        columns={[{ label: about.variable }, { label: about.value }]}
        rows={variables.map((variable) => [<Code>{variable.name}</Code>, shown(variable)])}
      />
    </>
  )
}

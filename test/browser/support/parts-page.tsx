/** All parts that pages are made of, on one page. */

import { Button, Buttons, CopyButton, LinkButton } from '../../../src/ui/components/button.tsx'
import { Checkbox, RadioGroup } from '../../../src/ui/components/choices.tsx'
import { Confirm } from '../../../src/ui/components/confirm.tsx'
import { Empty } from '../../../src/ui/components/empty.tsx'
import { errorOf, type FieldError } from '../../../src/ui/components/error-summary.tsx'
import { Flash } from '../../../src/ui/components/flash.tsx'
import { Form } from '../../../src/ui/components/form.tsx'
import { Select, Textarea, TextInput } from '../../../src/ui/components/inputs.tsx'
import { Pagination } from '../../../src/ui/components/pagination.tsx'
import { Facts, Table } from '../../../src/ui/components/table.tsx'
import { Code, Time } from '../../../src/ui/components/text.tsx'
import { CONSOLE_NOW } from '../../support/console-deps.ts'

const TYPES = ['Positive test', 'Likely positive', 'Negative test'].map((label, index) => ({
  value: String(index),
  label,
  shortcut: String(index + 1),
  hint: index === 1 ? 'By a doctor, without a test' : undefined,
}))
const DAYS = ['Today', 'Yesterday', '2 days ago', 'Another day'].map((label) => ({
  value: label,
  label,
}))

export const Parts = ({ errors }: { readonly errors: readonly FieldError[] }) => (
  <>
    <Flash tone="warning" isStill>
      Codes are paused until 15:30. <a href="/console/parts">See why</a>
    </Flash>
    <Form action="">
      <RadioGroup id="type" label="Type" choices={TYPES} value="0" />
      <RadioGroup
        id="day"
        label="Day of the test"
        isRow
        choices={DAYS}
        error={errorOf(errors, 'day')}
      />
      <TextInput
        id="phone"
        label="Telephone"
        hint="With + for another country"
        type="tel"
        width="middle"
        isOptional
        error={errorOf(errors, 'phone')}
      />
      <Select
        id="template"
        label="Text"
        choices={[
          { value: 'a', label: 'Standard' },
          { value: 'b', label: 'Short' },
        ]}
      />
      <Textarea id="reason" label="Reason" isOptional />
      <Checkbox id="read" label="I have read it out" isChecked={false} />
      <Buttons>
        <Button>Make code</Button>
        <LinkButton href="/console/parts?next" shortcut="n">
          Next person
        </LinkButton>
        <CopyButton text="48271936" shortcut="c">
          Copy the code
        </CopyButton>
      </Buttons>
    </Form>
    <p class="code-display">
      <span>4827</span>
      <span>1936</span>
    </p>
    <Table
      caption="My codes"
      columns={[{ label: 'Made' }, { label: 'Reference' }, { label: 'Uses', isNumber: true }]}
      rows={[1, 2, 3].map((uses) => [
        <Time at={CONSOLE_NOW} />,
        <Code>c0ffee00-0000-4000-8000-00000000000{uses}</Code>,
        String(uses),
      ])}
    />
    <Facts
      facts={[
        { name: 'State', value: 'Not used yet' },
        { name: 'Made', value: <Time at={CONSOLE_NOW} style="day" /> },
      ]}
    />
    <Pagination first="/console/parts?first" next="/console/parts?after=1" />
    <Empty
      text="Nothing yet."
      reason="Nobody has made a code."
      action={{ href: '/console/parts', label: 'Make the first' }}
    />
    <h2>Expire</h2>
    <Confirm
      action="/console/parts"
      button="Expire the code"
      back="/console"
      effect="The code stops working at once."
      isFinal
    />
  </>
)

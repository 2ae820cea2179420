/** Whatever is given to a component is shown as text: no text of anybody's becomes markup. */

import fc from 'fast-check'
import type { Child } from 'hono/jsx'
import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../core/time.ts'
import { copyOf } from '../copy/copy.ts'
import { formatOf } from '../format.ts'
import { ViewProvider } from '../view.ts'
import { Button, Buttons, CopyButton, LinkButton } from './button.tsx'
import { Checkbox, RadioGroup } from './choices.tsx'
import { Confirm } from './confirm.tsx'
import { Empty } from './empty.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { Flash } from './flash.tsx'
import { Form } from './form.tsx'
import { Select, Textarea, TextInput } from './inputs.tsx'
import { Pagination } from './pagination.tsx'
import { Facts, Table } from './table.tsx'
import { Code, Time, Unseen } from './text.tsx'

const COMPONENTS: Readonly<Record<string, (text: string) => Child>> = {
  Button: (text) => (
    <Button name={text} value={text} shortcut={text}>
      {text}
    </Button>
  ),
  Buttons: (text) => <Buttons>{text}</Buttons>,
  LinkButton: (text) => (
    <LinkButton href={`/${text}`} shortcut={text}>
      {text}
    </LinkButton>
  ),
  CopyButton: (text) => (
    <CopyButton text={text} shortcut={text}>
      {text}
    </CopyButton>
  ),
  TextInput: (text) => (
    <TextInput
      id={text}
      name={text}
      label={text}
      hint={text}
      error={text}
      value={text}
      min={text}
      max={text}
      autocomplete={text}
    />
  ),
  Textarea: (text) => <Textarea id={text} label={text} hint={text} error={text} value={text} />,
  Select: (text) => (
    <Select
      id={text}
      label={text}
      hint={text}
      error={text}
      value={text}
      choices={[{ value: text, label: text, language: text }]}
    />
  ),
  RadioGroup: (text) => (
    <RadioGroup
      id={text}
      label={text}
      hint={text}
      error={text}
      value={text}
      choices={[{ value: text, label: text, hint: text, language: text, shortcut: text }]}
    />
  ),
  Checkbox: (text) => (
    <Checkbox id={text} name={text} value={text} label={text} hint={text} error={text} isChecked />
  ),
  Form: (text) => (
    <Form action={`/${text}`} class={text}>
      {text}
    </Form>
  ),
  ErrorSummary: (text) => (
    <ErrorSummary
      errors={[
        { field: text, text },
        { field: undefined, text },
      ]}
    />
  ),
  Flash: (text) => <Flash tone="note">{text}</Flash>,
  Table: (text) => (
    <Table caption={text} columns={[{ label: text }, { label: text }]} rows={[[text, text]]} />
  ),
  Facts: (text) => <Facts facts={[{ name: text, value: text }]} />,
  Pagination: (text) => <Pagination first={`/${text}`} next={`/${text}`} />,
  Confirm: (text) => (
    <Confirm action={`/${text}`} button={text} back={`/${text}`} effect={text} isFinal>
      {text}
    </Confirm>
  ),
  Empty: (text) => <Empty text={text} reason={text} action={{ href: `/${text}`, label: text }} />,
  Code: (text) => <Code>{text}</Code>,
  Time: () => <Time at={asUnixSeconds(0)} />,
  Unseen: (text) => <Unseen>{text}</Unseen>,
}

const render = (child: Child, text = ''): string =>
  String(
    <ViewProvider
      value={{
        language: 'en',
        copy: copyOf('en'),
        format: formatOf('en', 'UTC'),
        csrfToken: text,
        once: text,
        nonce: text,
      }}
    >
      {child}
    </ViewProvider>,
  )

/** Names of tags and of attributes in their order; values are left out. */
const skeletonOf = (html: string): readonly string[] =>
  [...html.matchAll(/<(\/?[a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, tag, attributes = '']) => `${tag} ${attributes.replaceAll(/="[^"]*"/g, '')}`.trim(),
  )

const hostile = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    '</textarea><script>alert(1)</script>',
    '</title></option></select><b>',
    '&lt;b&gt;&amp;&#60;',
    '<!--',
    ']]>',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '=', ' ', 'a', '`', ';', '#', '6', '0'),
    minLength: 1,
    maxLength: 30,
  }),
)

describe.each(Object.entries(COMPONENTS))('%s', (_, component) => {
  test('makes the same markup of any text', () => {
    const expected = skeletonOf(render(component('x'), 'x'))
    expect(expected.length).toBeGreaterThan(0)
    fc.assert(
      fc.property(hostile, (text) => {
        const html = render(component(text), text)
        expect(skeletonOf(html)).toEqual(expected)
        // Outside of tags no markup may begin.
        expect(
          html.replaceAll(/<\/?[a-z0-9]+(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*\/?>/g, ''),
        ).not.toMatch(/[<>]/)
      }),
      { numRuns: 200 },
    )
  })
})

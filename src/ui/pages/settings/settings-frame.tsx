/** What all forms of settings have in common: who may save, and what happens where somebody else was faster. */

import type { Child } from 'hono/jsx'
import type { SettingsForm } from '../../../core/console/settings/settings-form.ts'
import type { Realm } from '../../../core/realms/settings.ts'
import { Button, Buttons } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Flash } from '../../components/flash.tsx'
import { Form } from '../../components/form.tsx'
import { Table } from '../../components/table.tsx'
import { useView } from '../../view.ts'

export interface SettingsProps {
  readonly realm: Realm
  /** Path of the form. */
  readonly action: string
  /** What stands in the fields. */
  readonly form: SettingsForm
  readonly errors: readonly FieldError[]
  /** What the form is made of, so that nobody overwrites what they have not seen. */
  readonly version: string
  readonly mayChange: boolean
  /** What this person has to do first. */
  readonly obstacle: Child | undefined
  /** What is saved now, where that is not what the person was shown before. */
  readonly saved: SettingsForm | undefined
  readonly hasPreview: boolean
  /** The fields show what was typed and not saved. */
  readonly isPreview: boolean
}

export const SettingsFrame = (props: SettingsProps & { readonly children?: Child }) => {
  const { copy } = useView()
  const { mayChange, obstacle, saved } = props
  const { settings, common } = copy
  return (
    <>
      {obstacle}
      {!mayChange && obstacle === undefined && (
        <Flash tone="note" isStill>
          {settings.readOnly}
        </Flash>
      )}
      {props.isPreview && <Flash tone="note">{settings.previewOnly}</Flash>}
      {saved !== undefined && <Conflict form={props.form} saved={saved} />}
      <Form action={props.action}>
        <input type="hidden" name="version" value={props.version} />
        <fieldset disabled={!mayChange}>{props.children}</fieldset>
        {mayChange && (
          <Buttons>
            <Button>{common.save}</Button>
            {props.hasPreview && (
              <Button tone="plain" name="act" value="preview">
                {settings.preview}
              </Button>
            )}
          </Buttons>
        )}
      </Form>
    </>
  )
}

const Conflict = ({
  form,
  saved,
}: {
  readonly form: SettingsForm
  readonly saved: SettingsForm
}) => {
  const { settings } = useView().copy
  const { conflict, texts } = settings
  const labels: Readonly<Record<string, string>> = settings.labels
  const fields = [...new Set([...Object.keys(saved), ...Object.keys(form)])].filter(
    (field) => saved[field] !== undefined && !same(saved[field], form[field]),
  )
  return (
    <section aria-labelledby="conflict">
      <Flash tone="error">{conflict.title}</Flash>
      <h2 id="conflict">{conflict.caption}</h2>
      <p>{conflict.text}</p>
      {fields.length > 0 && (
        <Table
          caption={conflict.caption}
          hidesCaption
          columns={[
            { label: conflict.field },
            { label: conflict.saved },
            { label: conflict.yours },
          ]}
          rows={fields.map((field) => [
            labels[field] ?? (field.startsWith('label-') ? texts.label : texts.text),
            <bdi>{saved[field] || conflict.nothing}</bdi>,
            <bdi>{form[field] || conflict.nothing}</bdi>,
          ])}
        />
      )}
    </section>
  )
}

const same = (saved: string | undefined, typed: string | undefined): boolean =>
  (saved ?? '') === (typed ?? '')

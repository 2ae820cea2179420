/** The page before what can't be taken back lightly: what, to what, with what effect. */

import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Button, Buttons, LinkButton } from './button.tsx'
import { Form } from './form.tsx'

interface ConfirmProps {
  readonly action: string
  /** Names what it does: "Expire the code", never "OK". */
  readonly button: string
  /** Where the person goes who thinks better of it. */
  readonly back: string
  readonly effect: Child
  readonly isFinal: boolean
  /** Fields, such as a reason. */
  readonly children?: Child
}

export const Confirm = ({ action, button, back, effect, isFinal, children }: ConfirmProps) => {
  const { common } = useView().copy
  return (
    <Form action={action}>
      <p>{effect}</p>
      <p>{isFinal ? common.dangerFinal : common.dangerUndoable}</p>
      {children}
      <Buttons>
        <Button tone="danger">{button}</Button>
        <LinkButton href={back}>{common.cancel}</LinkButton>
      </Buttons>
    </Form>
  )
}

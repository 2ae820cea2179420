/** Fields that several pages of sign-in have. */

import { MIN_PASSWORD_LENGTH } from '../../../core/console/password-policy.ts'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'

interface InputProps {
  readonly errors: readonly FieldError[]
  readonly autofocus?: boolean
}

/** Six digits, which phones and password managers fill in by themselves. */
export const CodeInput = ({ errors, autofocus = false }: InputProps) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="code"
      label={signIn.code}
      hint={signIn.codeHint}
      inputMode="numeric"
      autocomplete="one-time-code"
      width="short"
      maxLength={16}
      autofocus={autofocus}
      isLtr
      error={errorOf(errors, 'code')}
    />
  )
}

interface EmailInputProps extends InputProps {
  readonly email: string
}

export const EmailInput = ({ email, errors, autofocus = false }: EmailInputProps) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="email"
      type="email"
      label={signIn.email}
      value={email}
      autocomplete="username"
      maxLength={254}
      autofocus={autofocus}
      error={errorOf(errors, 'email')}
    />
  )
}

/** So that a password manager knows whose password it is. */
export const UserName = ({ email }: { readonly email: string }) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="email"
      type="email"
      label={signIn.email}
      value={email}
      autocomplete="username"
      isReadOnly
    />
  )
}

export const PasswordInput = ({ errors, autofocus = false }: InputProps) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="password"
      type="password"
      label={signIn.password}
      autocomplete="current-password"
      autofocus={autofocus}
      error={errorOf(errors, 'password')}
    />
  )
}

export const NewPasswordInput = ({ errors, autofocus = false }: InputProps) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="new-password"
      type="password"
      label={signIn.newPassword}
      hint={signIn.newPasswordHint(MIN_PASSWORD_LENGTH)}
      autocomplete="new-password"
      autofocus={autofocus}
      error={errorOf(errors, 'new-password')}
    />
  )
}

interface NameInputProps extends InputProps {
  readonly name: string
}

export const NameInput = ({ name, errors, autofocus = false }: NameInputProps) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="name"
      label={signIn.name}
      hint={signIn.nameHint}
      value={name}
      autocomplete="name"
      maxLength={100}
      autofocus={autofocus}
      error={errorOf(errors, 'name')}
    />
  )
}

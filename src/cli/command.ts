/** What every verb shares: its surroundings as an argument, its exit codes, and how it gives up. */

/** The world around a command; tests give their own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Unix seconds. */
  now(): number
  readStdin(): Uint8Array
}

export interface JsonOption {
  readonly json?: boolean
}

export const JSON_OPTION = ['--json', 'print JSON'] as const

export const EXIT_OK = 0
/** What was looked at breaks a rule, can not be read as an archive, or differs. */
export const EXIT_BROKEN = 1
/** Nothing could be looked at: wrong options, no such file, a key that is none. */
export const EXIT_USAGE = 2

export type ExitCode = typeof EXIT_OK | typeof EXIT_BROKEN | typeof EXIT_USAGE

/** Ends a command with one line and an exit code. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT_USAGE, cause?: unknown) {
    super(message, { cause })
    this.exitCode = exitCode
  }
}

export const line = (terminal: Terminal, text = ''): void => terminal.out(`${text}\n`)

export const json = (terminal: Terminal, value: unknown): void =>
  terminal.out(`${JSON.stringify(value, null, 2)}\n`)

export const exitCodesHelp = (ok: string, broken: string, read = ''): string =>
  `\nExit codes:\n  0  ${ok}\n  1  ${broken}\n  2  wrong options, or a file that can not be opened ${read}`.trimEnd() +
  '\n'

/** For an option that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]

/** @throws CommandFailure */
export function parseWhole(name: string, text: string, min: number, max: number): number {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new CommandFailure(`${name} must be a whole number from ${min} to ${max}`)
}

/**
 * Records every effect that a flow has through its `deps`, and kills the flow at one of them: the effect is performed (or
 * not), its promise never resolves, and nothing more of that run happens. So every place at which a process can die is a
 * case, and a new effect is a new case by itself. A run may also be held up before an effect while others work.
 */

/** What happens to a run. */
export interface Interruption {
  /** Index of an effect, from 0. */
  readonly at: number
  /** It dies before that effect or after it, or is held up before it until `resume()`. */
  readonly how: 'dies before' | 'dies after' | 'stalls before'
}

const STATEMENT_EFFECTS = ['run', 'all', 'first', 'raw'] as const
const NEVER = new Promise<never>(() => undefined)

export class EffectRecorder {
  /** Names of the effects that were begun, in order. */
  readonly effects: string[] = []
  /** Resolves when the run was interrupted, and when all that it had begun by then is over. */
  readonly interrupted: Promise<'interrupted'>
  /** Lets a run go on that was held up. */
  resume: () => void = () => undefined
  readonly #interruption: Interruption | undefined
  readonly #resumed: Promise<void>
  readonly #underway = new Set<Promise<unknown>>()
  readonly #statements = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
  #isDead = false
  #tell: () => void = () => undefined

  constructor(interruption?: Interruption) {
    this.#interruption = interruption
    this.#resumed = new Promise((resolve) => {
      this.resume = resolve
    })
    this.interrupted = new Promise((resolve) => {
      this.#tell = () => {
        void Promise.allSettled([...this.#underway]).then(() => resolve('interrupted'))
      }
    })
  }

  async perform<T>(name: string, act: () => Promise<T>): Promise<T> {
    if (this.#isDead) return NEVER
    const index = this.effects.push(name) - 1
    const how = this.#interruption?.at === index ? this.#interruption.how : undefined
    if (how === 'stalls before') {
      this.#tell()
      await this.#resumed
    }
    if (how === 'dies before') {
      this.#isDead = true
      this.#tell()
      return NEVER
    }
    if (how === 'dies after') this.#isDead = true
    const performed = act()
    this.#underway.add(performed)
    try {
      const value = await performed
      return this.#isDead ? NEVER : value
    } finally {
      this.#underway.delete(performed)
      if (how === 'dies after') this.#tell()
    }
  }

  /** A database whose statements are effects; drizzle goes through it too. */
  database(d1: D1Database): D1Database {
    return new Proxy(d1, {
      get: (target, member) => {
        switch (member) {
          case 'prepare':
            return (sql: string) => this.#statement(target.prepare(sql), sql)
          case 'batch':
            return (statements: D1PreparedStatement[]) =>
              this.perform(`batch of ${statements.length}`, () =>
                target.batch(statements.map((one) => this.#statements.get(one) ?? one)),
              )
          case 'exec':
            return (sql: string) => this.perform(firstWords(sql), () => target.exec(sql))
          default: {
            const value: unknown = Reflect.get(target, member)
            return typeof value === 'function' ? value.bind(target) : value
          }
        }
      },
    })
  }

  /** An object each of whose methods is an effect and returns a promise. */
  object<T extends object>(label: string, methods: T): T {
    return new Proxy(methods, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) =>
          this.perform(`${label}.${String(member)} ${firstWords(String(args[0]))}`, () =>
            Promise.resolve(value.apply(target, args)),
          )
      },
    })
  }

  #statement(statement: D1PreparedStatement, sql: string): D1PreparedStatement {
    const proxy: D1PreparedStatement = new Proxy(statement, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member)
        if (typeof value !== 'function') return value
        if (member === 'bind') {
          return (...values: unknown[]) => this.#statement(target.bind(...values), sql)
        }
        const act = value.bind(target)
        return STATEMENT_EFFECTS.some((name) => name === member)
          ? (...args: unknown[]) => this.perform(firstWords(sql), () => act(...args))
          : act
      },
    })
    this.#statements.set(proxy, statement)
    return proxy
  }
}

const firstWords = (text: string): string => text.trim().slice(0, 60).replaceAll(/\s+/g, ' ')

/** What a job is tried with: a flow, a starting point, and what counts of the end. */
export interface Trial<State> {
  /** Brings the storage to where the run begins. */
  readonly prepare: () => Promise<void>
  /** One run. For the second the clock stands past the leases of the first. */
  readonly run: (recorder: EffectRecorder, which: 'first' | 'second') => Promise<unknown>
  readonly readState: () => Promise<State>
}

/** One interruption and what came of it. */
export interface Case<State> {
  /** To name it in a message. */
  readonly name: string
  /** When the first run was interrupted. */
  readonly left: State
  /** After the second run, and after the rest of the first where it was only held up. */
  readonly end: State
}

export interface TrialReport<State> {
  readonly effects: readonly string[]
  /** Two runs one after the other. */
  readonly undisturbed: State
  readonly cases: readonly Case<State>[]
}

/** Two undisturbed runs; then, for each effect of the first and each way to interrupt it, the two runs again. */
export async function interruptEverywhere<State>(
  trial: Trial<State>,
  ways: readonly Interruption['how'][],
): Promise<TrialReport<State>> {
  await trial.prepare()
  const clean = new EffectRecorder()
  await trial.run(clean, 'first')
  await trial.run(new EffectRecorder(), 'second')
  const undisturbed = await trial.readState()
  const cases: Case<State>[] = []
  for (const [at, effect] of clean.effects.entries()) {
    for (const how of ways) {
      const name = `${how} effect ${at}: ${effect}`
      await trial.prepare()
      const recorder = new EffectRecorder({ at, how })
      const first = trial.run(recorder, 'first')
      const outcome = await Promise.race([first, recorder.interrupted])
      if (outcome !== 'interrupted') throw new Error(`a run should have been interrupted: ${name}`)
      const left = await trial.readState()
      await trial.run(new EffectRecorder(), 'second')
      if (how === 'stalls before') {
        recorder.resume()
        await first
      }
      cases.push({ name, left, end: await trial.readState() })
    }
  }
  return { effects: clean.effects, undisturbed, cases }
}

/**
 * Ingest: gathers uploads of one moment and writes them together. Owner: the publish surface, one object for all. Invariant:
 * one group is under way at a time, and every upload is answered with its own outcome, after its group was written. It keeps
 * nothing: where it dies, those that wait get an error, and a client that sends again meets its own keys.
 * From taking a group until its call is under way there is no await, so that no upload is in two groups or in none.
 */

import { DurableObject } from 'cloudflare:workers'
import { type KeyserverDatabase, openKeyserver } from '../db/keyserver/database.ts'
import {
  insertPrepared,
  keysOfPrepared,
  type PreparedUpload,
  readStoredNames,
  type WriteOutcome,
} from '../db/keyserver/queries/diagnosis-keys.ts'
import {
  GROUP_UPLOADS,
  takeGroup,
  WAITING_UPLOADS,
  type WaitingUpload,
  writeGroup,
} from '../flows/group-uploads.ts'
import { events } from '../platform/events.ts'

/** How long the first upload of a group waits for others. */
const GATHER_MS = 10

/** 'busy': not written, and not to be. 'failed': the database failed, and it may have been written. */
export type IngestOutcome = WriteOutcome | 'busy' | 'failed'

interface Waiting extends WaitingUpload {
  readonly answer: (outcome: IngestOutcome) => void
}

export class Ingest extends DurableObject<Env> {
  /** Where groups are written. Not reachable by RPC, as no field is. */
  database: KeyserverDatabase
  readonly #waiting: Waiting[] = []
  #isWriting = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.database = openKeyserver(env.KEYSERVER_DB)
  }

  write(upload: PreparedUpload): Promise<IngestOutcome> | IngestOutcome {
    if (this.#waiting.length >= WAITING_UPLOADS) return 'busy'
    return new Promise((answer) => {
      this.#waiting.push({ upload, arrivedAt: Date.now(), answer })
      this.#gather()
    })
  }

  #gather(): void {
    if (this.#isWriting) return
    if (this.#waiting.length >= GROUP_UPLOADS) this.#begin()
    else this.#timer ??= setTimeout(() => this.#begin(), GATHER_MS)
  }

  #begin(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { group, late } = takeGroup(this.#waiting, Date.now())
    for (const { answer } of late) answer('busy')
    if (group.length === 0) return
    this.#isWriting = true
    void this.#write(group)
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const { database } = this
    try {
      const outcomes = await writeGroup(
        {
          insert: (uploads) => insertPrepared(database, uploads),
          keysOf: keysOfPrepared,
          storedKeys: (keys) => readStoredNames(database, keys),
        },
        group.map(({ upload }) => upload),
      )
      for (const [index, { answer }] of group.entries()) answer(outcomes[index] ?? 'conflict')
    } catch (cause) {
      // Told here once, and not by each of a hundred requests.
      events.requestFailed('ingest', cause)
      for (const { answer } of group) answer('failed')
    }
    this.#isWriting = false
    if (this.#waiting.length > 0) this.#gather()
  }
}

/**
 * A federation server of the UK and Ireland as far as its clients see it: routes, statuses and batches of the original, with its
 * faults where a test asks for them. Signatures are checked by Node's own code.
 * Source: covidgreen/covid-green-interoperability-service, as it answered when it was run.
 */

import { createPublicKey, type KeyObject, randomUUID, verify } from 'node:crypto'
import { fail, succeed } from '../../src/core/result.ts'
import type { PartnerHttp } from '../../src/flows/federation/protocol.ts'

export interface Exposure {
  readonly keyData: string
  readonly origin: string
  readonly regions: readonly string[]
  readonly rollingStartNumber: number
  readonly rollingPeriod: number
  readonly transmissionRiskLevel: number
  readonly testType: number
  readonly reportType: number
  readonly daysSinceOnset: number
}

interface StoredExposure extends Exposure {
  readonly nation: string
  batch: string | undefined
}

interface Nation {
  readonly region: string
  readonly publicKey: KeyObject
}

interface Batch {
  readonly tag: string
  /** YYYY-MM-DD. */
  readonly date: string
}

type Answer = { readonly status: number; readonly body?: unknown }

export class UkTestServer {
  /** What was asked, in order: method and path with its question. */
  readonly asked: string[] = []
  /** Answers that are given instead of the server's own, the first of them next. */
  readonly instead: (Answer | 'unreachable')[] = []
  /** As instead, but an upload is stored before. */
  readonly afterStoring: Answer[] = []
  readonly exposures = new Map<string, StoredExposure>()
  readonly uploads: { readonly batchTag: string; readonly payload: string }[] = []
  date = '2020-09-15'
  readonly #nations = new Map<string, Nation>()
  readonly #uploadTags = new Map<string, string>()
  readonly #batches: Batch[] = []

  /** @param publicKeyPem SPKI, P-256 @returns its token */
  register(region: string, publicKeyPem: string): string {
    const token = `token-of-${region}-${this.#nations.size}`
    this.#nations.set(token, { region, publicKey: createPublicKey(publicKeyPem) })
    return token
  }

  /** Keys of another nation, there already. */
  store(exposures: readonly Exposure[]): void {
    for (const exposure of exposures) {
      if (this.exposures.has(exposure.keyData)) continue
      const nation = `nation of ${exposure.origin}`
      this.exposures.set(exposure.keyData, { ...exposure, nation, batch: undefined })
    }
  }

  /** Shows a batch, whose keys come with the second step alone. @returns that step */
  beginBatch(size: number): () => void {
    const batch = { tag: randomUUID(), date: this.date }
    this.#batches.push(batch)
    return () => {
      const pending = [...this.exposures.values()].filter(
        (exposure) => exposure.batch === undefined,
      )
      for (const exposure of pending.slice(0, size)) exposure.batch = batch.tag
    }
  }

  /** Batches of all that is pending. */
  flush(size: number): readonly string[] {
    const tags: string[] = []
    while ([...this.exposures.values()].some((exposure) => exposure.batch === undefined)) {
      this.beginBatch(size)()
      tags.push(this.#batches.at(-1)?.tag ?? '')
    }
    return tags
  }

  readonly http: PartnerHttp = {
    send: async (url, { method, headers, body }) => {
      const { pathname, search } = new URL(url)
      this.asked.push(`${method} ${pathname}${search}`)
      const instead = this.instead.shift()
      if (instead === 'unreachable') return fail({ reason: 'unreachable' })
      const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
      const answer =
        instead ?? this.#answer(method, new URL(url), headers['authorization'] ?? '', text)
      const content = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
      return succeed({
        status: answer.status,
        headers: new Headers({ 'content-type': 'application/json; charset=utf-8' }),
        body: new Uint8Array(Buffer.from(content ?? '')),
      })
    },
  }

  #answer(method: string, url: URL, authorization: string, body: string): Answer {
    const token = authorization.replace(/^Bearer /, '')
    const nation = this.#nations.get(token)
    if (nation === undefined) return error(401, 'Unauthorized')
    if (method === 'POST' && url.pathname === '/diagnosiskeys/upload') {
      const answer = this.#upload(nation, token, body)
      return this.afterStoring.shift() ?? answer
    }
    const date = /^\/diagnosiskeys\/download\/(\d{4}-\d{2}-\d{2})$/.exec(url.pathname)?.[1]
    if (method === 'GET' && date !== undefined) {
      return this.#download(token, date, url.searchParams.get('batchTag') ?? '')
    }
    return error(404, 'Not Found')
  }

  #upload(nation: Nation, token: string, body: string): Answer {
    const { batchTag, payload } = JSON.parse(body)
    this.uploads.push({ batchTag, payload })
    const [header = '', content = '', signature = ''] = payload.split('.')
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${content}`),
      { key: nation.publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    if (!isSigned) return error(500, 'signature verification failed')
    const exposures: Exposure[] = JSON.parse(Buffer.from(content, 'base64url').toString())
    if (exposures.some(({ keyData }) => Buffer.from(keyData, 'base64').length !== 16)) {
      return error(400, 'Invalid key length')
    }
    // The first owner of a tag keeps it.
    const owner = this.#uploadTags.get(batchTag) ?? token
    this.#uploadTags.set(batchTag, owner)
    let insertedExposures = 0
    for (const exposure of exposures) {
      if (this.exposures.has(exposure.keyData)) continue
      const stored = { ...exposure, origin: nation.region, nation: owner, batch: undefined }
      this.exposures.set(exposure.keyData, stored)
      insertedExposures++
    }
    return { status: 200, body: { batchTag, insertedExposures } }
  }

  #download(token: string, date: string, afterTag: string): Answer {
    const after = this.#batches.findIndex(({ tag }) => tag === afterTag)
    if (afterTag !== '' && after < 0) return { status: 204, body: '' }
    const batch =
      afterTag === '' ? this.#batches.find((each) => each.date >= date) : this.#batches[after + 1]
    if (batch === undefined) return { status: 204, body: '' }
    const exposures = [...this.exposures.values()]
      .filter((exposure) => exposure.batch === batch.tag && exposure.nation !== token)
      .map(({ nation: _nation, batch: _batch, ...exposure }) => exposure)
    return { status: 200, body: { batchTag: batch.tag, exposures } }
  }
}

const error = (statusCode: number, message: string): Answer => ({
  status: statusCode,
  body: { statusCode, error: 'Error', message },
})

import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { slotStream } from './derive.ts'

const secret = new Uint8Array(32).fill(9)
const slot = asUnixSeconds(1_795_082_400)
const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
const seed = hmac(secret, 'padding|US|1795082400')

test('key data are the first 16 bytes of an HMAC of the seed', async () => {
  const stream = await slotStream(secret, 'US', slot)
  const expected = hmac(seed, 'key|7|3').subarray(0, 16)
  expect([...(await stream.keyData(7, 3))]).toEqual([...expected])
})

test('choices are the numbers of HMAC after HMAC of the seed', async () => {
  const stream = await slotStream(secret, 'US', slot)
  const chance = await stream.choices(7, 1)
  const blocks = [0, 1].map((block) => hmac(seed, `meta|7|1|${block}`))
  const expected = blocks.flatMap((block) =>
    [0, 4, 8, 12, 16, 20, 24, 28].map((at) => block.readUInt32BE(at) / 2 ** 32),
  )
  expect(expected.map(() => chance())).toEqual(expected)
})

test('choices of countries have a label of their own, so that all others stay as they were', async () => {
  const stream = await slotStream(secret, 'US', slot)
  const chance = await stream.countryChoices(7)
  const block = hmac(seed, 'countries|7|0')
  expect([0, 4].map(() => chance())).toEqual([0, 4].map((at) => block.readUInt32BE(at) / 2 ** 32))
})

test('another secret, region or slot gives other keys', async () => {
  const streams = await Promise.all([
    slotStream(secret, 'US', slot),
    slotStream(new Uint8Array(32).fill(8), 'US', slot),
    slotStream(secret, 'CA', slot),
    slotStream(secret, 'US', asUnixSeconds(slot + 3600)),
  ])
  const keys = await Promise.all(streams.map(async (one) => String(await one.keyData(0, 0))))
  expect(new Set(keys).size).toBe(4)
})

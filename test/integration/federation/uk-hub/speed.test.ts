import { expect, test } from 'vitest'
import { exposures, keysOf, startUkHub } from '../../../support/uk-hub.ts'

const time = async (what: string, act: () => Promise<unknown>) => {
  const before = performance.now()
  await act()
  console.log(what, (performance.now() - before).toFixed(1), 'ms')
}

test('speed', async () => {
  const hub = await startUkHub()
  const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
  for (let i = 0; i < 3; i++) {
    const sent = exposures(20_000)
    const payload = await ireland.sign(JSON.stringify(sent))
    const body = JSON.stringify({ batchTag: `x${i}`, payload })
    console.log('body bytes', body.length)
    await time('20,000 keys', async () => {
      const a = await ireland.post(body)
      expect(a.body?.['insertedExposures']).toBe(20_000)
    })
    await time('again', () => ireland.post(body))
  }
  const bodies: string[] = []
  for (let i = 0; i < 10; i++) {
    const payload = await ireland.sign(JSON.stringify(exposures(1000)))
    bodies.push(JSON.stringify({ batchTag: `y${i}`, payload }))
  }
  for (const b of bodies) await time('1000 keys', () => ireland.post(b))
  let tag = ''
  const times: number[] = []
  for (;;) {
    const before = performance.now()
    const answer = await scotland.download(tag)
    times.push(performance.now() - before)
    if (answer.status === 204) break
    expect(keysOf(answer).length).toBe(1000)
    tag = String(answer.body?.['batchTag'])
  }
  console.log('204', times.at(-1)?.toFixed(1))
  times.sort((a, b) => a - b)
  console.log(
    'downloads',
    times.length,
    'median',
    times[times.length >> 1]?.toFixed(1),
    'max',
    times.at(-1)?.toFixed(1),
  )
}, 120_000)

import { expect, test } from 'vitest'
import { answerClock } from './answer-clock.ts'

/** A stopwatch that moves only when told, or when somebody sleeps. */
function aClock(stepMs: number, draws: readonly number[] = [0], priorMs?: readonly number[]) {
  let now = 1000
  let drawn = 0
  const clock = answerClock({
    stopwatch: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds
    },
    random: () => draws[drawn++ % draws.length] ?? 0,
    stepMs,
    ...(priorMs && { priorMs }),
  })
  /** @returns how long after its start an answer left */
  const answer = async (kind: 'taken' | 'refused' | 'chaff', work: number) => {
    const startedAt = now
    now += work
    if (kind === 'chaff') await clock.holdChaff(startedAt)
    else await clock.holdReal(startedAt, kind === 'taken')
    return now - startedAt
  }
  return { answer }
}

test.each([
  ['taken', 0, 100],
  ['taken', 1, 100],
  ['taken', 100, 100],
  ['taken', 101, 200],
  ['taken', 950, 1000],
  ['refused', 3, 100],
  ['refused', 250, 300],
  ['chaff', 1, 100],
  ['chaff', 130, 200],
] as const)('%s after %i ms of work leaves at %i ms', async (kind, work, expected) => {
  expect(await aClock(100).answer(kind, work)).toBe(expected)
})

test('without a grid an answer leaves when it is ready', async () => {
  expect(await aClock(0).answer('taken', 37)).toBe(37)
})

test('chaff of a fresh isolate draws from the times that it starts with', async () => {
  const draws = Array.from({ length: 10 }, (_, i) => (i + 0.5) / 10)
  const { answer } = aClock(0, draws)
  const times = []
  for (const _ of draws) times.push(await answer('chaff', 0))
  expect(Math.min(...times)).toBeGreaterThan(0)
  expect(new Set(times).size).toBeGreaterThan(3)
})

test('or from those that it is told', async () => {
  const { answer } = aClock(0, [0, 0.5], [70, 90])
  expect([await answer('chaff', 0), await answer('chaff', 0)]).toEqual([70, 90])
})

test('chaff draws from the times of uploads that were taken, all of them alike', async () => {
  const draws = Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200)
  const { answer } = aClock(0, draws)
  const real = Array.from({ length: 200 }, (_, i) => 50 + i)
  for (const work of real) await answer('taken', work)
  const times = []
  for (const _ of draws) times.push(await answer('chaff', 3))
  expect(times.sort((a, b) => a - b)).toEqual(real)
})

test('only the last 200 are remembered', async () => {
  const { answer } = aClock(0, [0, 0.25, 0.5, 0.75, 0.999])
  for (let i = 0; i < 200; i++) await answer('taken', 500)
  for (let i = 0; i < 200; i++) await answer('taken', 40)
  for (let i = 0; i < 5; i++) expect(await answer('chaff', 1)).toBe(40)
})

test('refusals are not remembered, however many there are', async () => {
  const { answer } = aClock(0, [0, 0.25, 0.5, 0.75, 0.999])
  for (let i = 0; i < 200; i++) await answer('taken', 60)
  for (let i = 0; i < 1000; i++) await answer('refused', 1)
  for (let i = 0; i < 5; i++) expect(await answer('chaff', 1)).toBe(60)
})

test('on the grid chaff leaves at the multiples that real answers left at', async () => {
  const { answer } = aClock(100, [0.1, 0.9])
  for (let i = 0; i < 100; i++) await answer('taken', 80)
  for (let i = 0; i < 100; i++) await answer('taken', 180)
  expect(await answer('chaff', 1)).toBe(100)
  expect(await answer('chaff', 1)).toBe(200)
})

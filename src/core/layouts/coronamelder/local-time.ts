/** The calendar of a time zone, by the runtime's own tables. Pure. */

import { parseIsoTime } from '../../iso-time.ts'
import { asUnixSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../time.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}

/** What clocks on the wall show at an instant, as if it were UTC. */
function wallTimeOf(at: UnixSeconds, timeZone: string): UnixSeconds {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at * 1000)
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  const date = `${part('year')}-${part('month')}-${part('day')}`
  const wall = parseIsoTime(`${date}T${part('hour')}:${part('minute')}:${part('second')}Z`)
  if (wall === undefined) throw new Error(`the time zone ${timeZone} has no such instant`)
  return wall
}

/** The instant at which clocks show a time; of a time that they leap over, the one an hour later. */
function instantOfWallTime(wall: number, timeZone: string): UnixSeconds {
  const offsetAt = (at: number) => wallTimeOf(asUnixSeconds(at), timeZone) - at
  const first = wall - offsetAt(wall)
  return asUnixSeconds(wall - offsetAt(first))
}

/** Midnight, UTC, of the date that it is in the zone. */
export function localDateOf(at: UnixSeconds, timeZone: string): UnixSeconds {
  const wall = wallTimeOf(at, timeZone)
  return asUnixSeconds(wall - (wall % SECONDS_PER_DAY))
}

/** The instant so many minutes by the clock after the midnight that began the date in the zone. */
export const afterLocalMidnight = (
  at: UnixSeconds,
  minutes: number,
  timeZone: string,
): UnixSeconds => instantOfWallTime(localDateOf(at, timeZone) + minutes * 60, timeZone)

/** The usual mistakes behind a key that is dropped. Pure. */

import { fromTolerantBase64 } from '../bytes.ts'
import type { KeyRule } from '../publish/rules/key-rule.ts'
import { KEY_BYTES } from '../temporary-exposure-key.ts'
import {
  INTERVALS_PER_DAY,
  SECONDS_PER_DAY,
  SECONDS_PER_INTERVAL,
  type UnixSeconds,
} from '../time.ts'
import type { ReceivedKey } from '../verification/exposure-key-hmac.ts'

/** A number of this time is taken for a time within ten years of now. */
const YEARS_SECONDS = 10 * 365 * SECONDS_PER_DAY

export function keyMistakes(rule: KeyRule, key: ReceivedKey, now: UnixSeconds): readonly string[] {
  switch (rule) {
    case 'key-encoding':
    case 'key-length':
      return dataMistakes(key.key)
    case 'rolling-period':
      return periodMistakes(key.rollingPeriod)
    case 'key-age':
    case 'key-start':
      return startMistakes(key.rollingStartNumber, now)
    case 'transmission-risk':
      return []
    case 'onset-distance':
      return [
        'Keys further from the onset of symptoms are dropped without an error; where no onset was given, a default is taken.',
      ]
  }
}

function dataMistakes(text: string): readonly string[] {
  if (text === '') return ['The key is missing.']
  if (/^[0-9a-f]{32}$/i.test(text)) return ['The key is hex: it must be base64.']
  const once = fromTolerantBase64(text)
  const twice = once && fromTolerantBase64(new TextDecoder().decode(once))
  if (twice?.length === KEY_BYTES) return ['The key is base64 of base64: encode it once.']
  return []
}

function periodMistakes(period: number): readonly string[] {
  if (period === 0) {
    return ['rollingPeriod is missing or 0: there is no default, and 144 is the usual value.']
  }
  if (period === SECONDS_PER_DAY) return ['rollingPeriod is in seconds: it counts ten minutes.']
  if (period === 24 * 60) return ['rollingPeriod is in minutes: it counts ten minutes.']
  return []
}

function startMistakes(start: number, now: UnixSeconds): readonly string[] {
  const isNear = (seconds: number) => Math.abs(seconds - now) < YEARS_SECONDS
  if (start === 0) return ['rollingStartNumber is missing or 0.']
  if (isNear(start * SECONDS_PER_DAY)) {
    return [
      `rollingStartNumber is a number of days: it counts ten minutes, so multiply by ${INTERVALS_PER_DAY}.`,
    ]
  }
  if (isNear(start)) {
    return [
      `rollingStartNumber is in Unix seconds: it counts ten minutes, so divide by ${SECONDS_PER_INTERVAL}.`,
    ]
  }
  if (isNear(start * 3600)) return ['rollingStartNumber is in hours: it counts ten minutes.']
  if (isNear(start * 60)) return ['rollingStartNumber is in minutes: it counts ten minutes.']
  return []
}

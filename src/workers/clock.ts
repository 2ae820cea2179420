/** The wall clock, the one place where it is read. The development entry passes a clock that travels. */

import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'

export type Clock = () => UnixSeconds

export const wallClock: Clock = () => asUnixSeconds(Date.now() / 1000)

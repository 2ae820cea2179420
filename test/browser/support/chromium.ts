/** The browser of the tests: Debian's Chromium, which knows no host but this machine. */

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** CHROMIUM: where it is if not where Debian puts it. */
const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

const FLAGS = [
  // CI runs as root, where the sandbox doesn't start.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
]

export function launchChromium(): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(`no Chromium at ${EXECUTABLE}: apt-get install chromium, or set CHROMIUM`)
  }
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS })
}

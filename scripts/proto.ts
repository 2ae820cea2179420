/** Generates the static protobuf modules from proto/. With --check, only says whether they are current. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAMES = ['efgs', 'export', 'federation', 'revision', 'submission']
const isCheck = process.argv.includes('--check')
const target = 'src/core/proto'
const outdir = isCheck ? mkdtempSync(join(tmpdir(), 'tocsin-proto-')) : target

for (const name of NAMES) {
  execFileSync('pbjs', [
    ...['-t', 'static-module', '-w', 'esm', '--dependency', 'protobufjs/minimal.js'],
    ...['--no-create', '--no-convert', '--no-delimited', '--no-typeurl', '--no-verify'],
    // A root of its own for each file: they would share one otherwise.
    ...['-r', `tocsin_${name}`, '-d', '-o', join(outdir, `${name}.js`), `proto/${name}.proto`],
  ])
  if (!isCheck) continue
  for (const file of [`${name}.js`, `${name}.d.ts`]) {
    const isCurrent = readFileSync(join(outdir, file)).equals(readFileSync(join(target, file)))
    if (!isCurrent) throw new Error(`${target}/${file} is out of date: npm run proto`)
  }
}
if (isCheck) rmSync(outdir, { recursive: true })

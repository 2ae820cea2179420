/** The benchmark: prints a table and writes bench/results/<name>.json with the machine's description. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchChaff } from '../bench/chaff.ts'
import { benchDownload } from '../bench/download.ts'
import { benchExport } from '../bench/export.ts'
import { benchFederation } from '../bench/federation.ts'
import { benchIngest, LEAST_RATIO } from '../bench/ingest.ts'
import { benchLayout } from '../bench/layouts.ts'
import { benchPublish } from '../bench/publish.ts'
import { stateKind } from '../bench/server.ts'
import { benchVerification } from '../bench/verification.ts'

const HELP = `npm run bench -- [options]
  --quick       short arms and smaller exports: to see that it works, not to compare
  --only PART   publish, export, layouts, download, chaff, ingest, verification or
                federation
  --name NAME   name of the result file (default: latest); with --only its other parts stay
Databases are kept in memory while they are measured; BENCH_DISK=1 keeps them on disk.`

const { values: args } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    name: { type: 'string', default: 'latest' },
    help: { type: 'boolean', default: false },
  },
})
if (args.help) {
  console.log(HELP)
  process.exit(0)
}

const say = (text: string) => console.error(`… ${text}`)
const wants = (part: string) => args.only === undefined || args.only === part
const file = `bench/results/${args.name}.json`
/** A part that is measured by itself takes its place among the others, which keep their time. */
const earlier: Record<string, unknown> =
  args.only !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
const now = new Date().toISOString()
const results: Record<string, unknown> = {
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    state: stateKind(),
    workerd: JSON.parse(readFileSync('node_modules/workerd/package.json', 'utf8')).version,
  },
}

if (wants('publish')) {
  const figures = await benchPublish(args.quick ? 5 : 60, say)
  results['publish'] = figures
  console.table(figures.arms.map((arm) => roundAll(arm)))
  console.table([
    roundAll({
      p50Ratio: figures.p50Ratio,
      p90Ratio: figures.p90Ratio,
      maxPerSecond: figures.maxPerSecond,
      maxPerSecondFull: figures.maxPerSecondFull,
      cpuMicrosecondsEach: figures.cpuMicrosecondsEach,
    }),
  ])
}
if (wants('verification')) {
  const figures = await benchVerification(args.quick ? 5 : 60, say)
  results['verification'] = figures
  console.table(figures.endpoints.map((endpoint) => roundAll({ ...endpoint })))
  console.table([roundAll({ ...figures.walks })])
}
if (wants('export')) {
  const figures = []
  for (const keys of args.quick ? [10_000] : [10_000, 100_000, 1_000_000]) {
    say(`export of ${keys} keys`)
    figures.push(await benchExport(keys))
  }
  results['export'] = figures
  console.table(figures.map((one) => roundAll({ ...one })))
}
if (wants('layouts')) {
  say('an hour in the layout of the Corona-Warn-App')
  const figures = await (args.quick ? benchLayout(60_000, 5000) : benchLayout(3_000_000, 50_000))
  results['layouts'] = figures
  console.table([roundAll({ ...figures })])
}
if (wants('download')) {
  say('downloads')
  const figures = await benchDownload(args.quick ? 200 : 2000)
  results['download'] = figures
  console.table(figures.map((one) => roundAll({ ...one })))
}
if (wants('chaff')) {
  say('chaff against real')
  const figures = await benchChaff()
  results['chaff'] = figures
  console.table([
    roundAll({ auc: figures.auc, byLuck: figures.aucByLuck, ...figures.aucByFeature }),
  ])
}
if (wants('ingest')) {
  const figures = await benchIngest(args.quick ? 1000 : 8000, say)
  results['ingest'] = figures
  console.table(figures.arms.map((arm) => roundAll({ ...arm })))
  const { throughputRatio, cpuRatio } = figures
  console.table([roundAll({ throughputRatio, cpuRatio, atLeast: LEAST_RATIO })])
}
if (wants('federation')) {
  const figures = await benchFederation(args.quick, say)
  results['federation'] = figures
  const { cpuSecondsByPart: importParts, ...imported } = figures.import
  const { cpuSecondsByPart: exportParts, ...exported } = figures.export
  const { exports, idle, cpuMicrosecondsPerKey, ...day } = figures.day
  console.table([roundAll(imported)])
  console.table([roundAll(exported)])
  console.table({ import: roundAll(importParts), export: roundAll(exportParts) })
  console.table([roundAll({ ...day, ...cpuMicrosecondsPerKey })])
  console.table({ exports: roundAll({ ...exports }), idle: roundAll({ ...idle }) })
  console.table({ asked: figures.idleMinute.asked, waiting: figures.idleMinute.waiting })
  for (const hub of [figures.ukHub, figures.efgsHub]) {
    const costs = Object.entries(hub).filter(([, value]) => typeof value === 'object')
    console.table(Object.fromEntries(costs.map(([name, cost]) => [name, roundAll(cost)])))
  }
}
const measured = Object.keys(results).filter((part) => part !== 'machine')
const measuredAt = {
  ...(earlier['measuredAt'] as object | undefined),
  ...Object.fromEntries(measured.map((part) => [part, now])),
}
mkdirSync('bench/results', { recursive: true })
writeFileSync(file, `${JSON.stringify({ ...earlier, ...results, measuredAt }, null, 2)}\n`)

function roundAll(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toPrecision(4)) : value,
    ]),
  )
}

/** The operator's corrections of what is out: withdrawal and reconciliation. */

import * as z from 'zod'
import { reconcileBody, withdrawBody } from '../corrections.ts'
import type { Endpoint, NamedSchema } from './document.ts'
import { FAILURE, malformed, operators } from './shared.ts'

const start = z.int().describe('Unix seconds')
const end = z.int().describe('Unix seconds')

export const WithdrawnSchema = z.strictObject({
  files: z
    .array(z.strictObject({ filename: z.string(), keyCount: z.int() }))
    .describe('withdrawn, or to be withdrawn where it is a dry run'),
  windows: z
    .array(z.strictObject({ start, end, issue: z.int().min(1) }))
    .describe('to be written again, or by other signers'),
  removed: z.int().min(0).describe('objects that are gone'),
  next: z.int().nullable().describe('`after` of the next page; null where this was the last'),
})

const WITHDRAW_REFUSALS = [
  'no_such_export',
  'no_such_signer',
  'no_such_file',
  'no_usable_signer',
  'no_name_left',
] as const

const REFUSAL: NamedSchema = {
  name: 'WithdrawRefusal',
  schema: z.strictObject({
    error: z.enum(WITHDRAW_REFUSALS),
    start: start.optional().describe('of the window that has no name left, Unix seconds'),
    end: end.optional().describe('of the same'),
  }),
}

const windows = z.array(z.strictObject({ filenameRoot: z.string(), start, end }))

export const ReconciledSchema = z.strictObject({
  batches: windows.describe('complete again, or will be where it is a dry run'),
  files: z.array(z.string()).describe('on record again'),
  incomplete: windows.describe('windows that lack a file: they stay as they are'),
  unknown: z
    .array(z.strictObject({ name: z.string(), because: z.string() }))
    .describe('objects that are none of our archives'),
  missing: z.array(z.string()).describe('published files that have no object'),
  opened: windows.describe('windows that had no batch and have one now; with the last page'),
  waiting: z.int().min(0).describe('such windows that can not be opened yet: ask again later'),
  next: z
    .strictObject({
      configId: z.int(),
      filenameRoot: z.string(),
      list: z.string().nullable(),
      after: z.string(),
    })
    .nullable()
    .describe('cursor of the next page; null where this was the last'),
})

const WINDOW = { start: 1_784_419_200, end: 1_784_433_600 }
const FILE = 'us/1784419200-1784433600-00001.zip'

export const correctionEndpoints: readonly Endpoint[] = [
  operators({
    method: 'post',
    path: '/operator/withdraw',
    id: 'withdraw',
    summary: 'Takes published files back',
    description:
      'One page of windows, by window, signer or file. Recorded in the audit log. Sent again after a 503 it goes on where it stopped.',
    request: {
      body: { name: 'WithdrawRequest', schema: withdrawBody },
      examples: {
        window: {
          filenameRoot: 'us',
          selection: { kind: 'window', from: WINDOW.start, to: WINDOW.end },
          reissue: false,
          reason: 'keys of a test',
          dryRun: true,
        },
        signer: {
          filenameRoot: 'us',
          selection: { kind: 'signer', keyId: '310', keyVersion: 'v1' },
          reissue: true,
          belowIssue: 1,
          reason: 'key v1 was stolen',
          dryRun: false,
          after: 0,
        },
        file: {
          filenameRoot: 'us',
          selection: { kind: 'file', filename: FILE },
          reissue: false,
          reason: 'it is wrong',
          dryRun: false,
        },
      },
    },
    answers: [
      {
        status: 200,
        description: 'What was withdrawn, or would be.',
        body: { name: 'Withdrawn', schema: WithdrawnSchema },
        examples: {
          withdrawn: {
            files: [{ filename: FILE, keyCount: 30 }],
            windows: [{ ...WINDOW, issue: 1 }],
            removed: 1,
            next: null,
          },
        },
      },
      malformed('reason is missing or of the wrong type'),
      {
        status: 404,
        description: 'What is to be withdrawn does not exist.',
        body: REFUSAL,
        examples: Object.fromEntries(
          WITHDRAW_REFUSALS.slice(0, 3).map((error) => [error, { error }]),
        ),
      },
      {
        status: 409,
        description:
          'Its windows can not be written again: no other signer is in force, or no name is left.',
        body: REFUSAL,
        examples: {
          no_usable_signer: { error: 'no_usable_signer' },
          no_name_left: { error: 'no_name_left', ...WINDOW },
        },
      },
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/reconcile',
    id: 'reconcile',
    summary: 'Brings the record in line with the archives that are out',
    description: 'One page of them. Recorded in the audit log.',
    request: {
      body: { name: 'ReconcileRequest', schema: reconcileBody },
      examples: {
        first: { dryRun: true },
        further: {
          dryRun: false,
          cursor: { configId: 1, filenameRoot: 'us', list: null, after: FILE },
        },
      },
    },
    answers: [
      {
        status: 200,
        description: 'What was found and recorded, or would be.',
        body: { name: 'Reconciled', schema: ReconciledSchema },
        examples: {
          restored: {
            batches: [{ filenameRoot: 'us', ...WINDOW }],
            files: [FILE],
            incomplete: [],
            unknown: [],
            missing: [],
            opened: [],
            waiting: 0,
            next: null,
          },
        },
      },
      malformed('dryRun is missing or of the wrong type'),
      {
        status: 409,
        description: 'The cursor names an export that is not there.',
        body: FAILURE,
        examples: { cursor: { error: 'no_such_cursor' } },
      },
    ],
  }),
]

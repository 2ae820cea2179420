/**
 * Every rule that is checked of a published archive, by the stable name that reports print. Pure.
 * Errors are what a phone refuses, or what a careful operator would not publish; warnings are allowed and worth a look.
 * Source: the export file format and what the phones' own readers check (google/exposure-notifications-internals).
 */

export type Severity = 'error' | 'warning'

interface Rule {
  readonly severity: Severity
  /** What is wrong where the rule is broken, one line. */
  readonly says: string
}

const error = (says: string): Rule => ({ severity: 'error', says })
const warning = (says: string): Rule => ({ severity: 'warning', says })

/** Of the zip. */
export const ZIP_RULES = {
  'archive-too-large': error('the archive is longer than 64 MiB'),
  'zip-malformed': error('not a zip, or cut short, or its records contradict one another'),
  'zip-unsupported': error(
    'the zip is encrypted, split, Zip64 or uses flags that phones do not read',
  ),
  'leading-bytes': error('bytes stand before the first entry'),
  'trailing-bytes': error('bytes or a comment stand after the last record'),
  'unclaimed-bytes': error('bytes stand between the records that belong to none of them'),
  'overlapping-entries': error('records of the zip lie one over another'),
  'headers-disagree': error("an entry's local header, data descriptor and central header differ"),
  'unsupported-method': error('an entry is neither stored nor deflated'),
  'stored-with-data-descriptor': error(
    'a stored entry has its sizes behind it: streaming readers refuse it',
  ),
  'unexpected-entry': error('an entry is neither export.bin nor export.sig'),
  'duplicate-entry': error('an entry stands there twice'),
  'entry-too-large': error('an entry says that it is longer than it may be; it was not inflated'),
  'deflate-invalid': error("an entry's deflated data are damaged, cut short or followed by others"),
  'size-mismatch': error('an entry inflates to another length than its headers say'),
  'crc-mismatch': error("an entry's CRC-32 is not that of its headers"),
} as const satisfies Record<string, Rule>

/** Of what is in it. */
export const FILE_RULES = {
  'missing-entry': error('export.bin or export.sig is not there'),
  'entry-order': warning('export.sig stands before export.bin'),
  // The messages.
  'header-invalid': error('export.bin does not start with the 16 bytes "EK Export v1    "'),
  'protobuf-invalid': error('a message can not be read, or its readers could differ about it'),
  'too-many-keys': error('the file holds more than 1,000,000 keys'),
  'unknown-field': warning('a message has a field that the format does not know'),
  'region-missing': warning('the file names no region'),
  'file-empty': warning('the file holds no key'),
  'window-invalid': error(
    'start or end of the window is missing, or the end is not after the start',
  ),
  'batch-invalid': error(
    'the part of the batch is not within 1 and its size, or that is above 1,000,000',
  ),
  'batch-incomplete': warning('the file is one part of a batch: phones want all parts at once'),
  // The signatures.
  'signature-missing': error('there is no signature'),
  'signature-count-mismatch': error(
    'export.sig has not as many signatures as export.bin has signature infos',
  ),
  'signature-info-mismatch': error("a signature's info is not the one of export.bin"),
  'signature-batch-mismatch': error('a signature names another part of a batch than export.bin'),
  'too-many-signatures': warning(
    'more than 10 signatures: phones may ignore the later ones, and they are not checked',
  ),
  'unknown-algorithm': error('the algorithm is neither ECDSA with SHA-256 nor with SHA-512'),
  'unknown-key': error('no signature is of a given key id'),
  'unknown-key-version': error('no signature is of a given key id and version'),
  'signature-unchecked': warning('a signature is of a signer whose key was not given'),
  'signature-not-der': error('a signature is not DER, for instance r and s side by side'),
  'header-not-signed': error('a signature leaves out the 16 bytes of the header'),
  'signature-invalid': error('a signature is not that of this file by the given key'),
  // The keys.
  'key-length': error('a key has not 16 bytes'),
  'risk-out-of-range': error('a transmission risk level is not 0 to 8'),
  'period-out-of-range': error('a rolling period is not 1 to 144'),
  'start-out-of-range': error('a rolling start is negative or after the end of the window'),
  'onset-out-of-range': error('days since onset are not −14 to 14'),
  'report-type-unknown': error('a report type is not one of the format'),
  'report-type-ignored': warning('phones ignore the key: it is recursive, or revoked and yet new'),
  'key-too-fresh': error('a key was still in use when its window ended, or less than 2 hours ago'),
  'key-too-old': error('a key expired too long before its window to have been uploaded in it'),
  'duplicate-key': error('a key stands twice in one list'),
  'keys-not-sorted': warning('keys are not in ascending order: their order may tell who sent them'),
  'revised-key-changed': error('a revised key has another start or period than at first'),
} as const satisfies Record<string, Rule>

/** Of a directory of archives and its index. */
export const FOLDER_RULES = {
  'index-missing': error('there are archives and no index of them'),
  'index-invalid': error('the index, or an entry of it, is not of the form that it has here'),
  'index-form': warning(
    'the index is unsorted, or has blanks, empty lines or line ends of another kind',
  ),
  'index-duplicate-name': error('the index names an archive twice'),
  'index-names-missing-file': error('the index names an archive that is not there'),
  'index-missing-file': error('an archive as new as those of the index is not in it'),
  'name-mismatch': warning("an archive's name tells of another window than its header"),
  'window-gap': warning('there is time between two windows: it had no keys, or an archive is lost'),
  'window-overlap': error('two windows overlap: phones get keys twice'),
  'batch-duplicate': error('two archives have the same window and part: phones ignore one of them'),
  'key-repeated': error('a key stands in two archives'),
} as const satisfies Record<string, Rule>

/** Of a tree in the layout of another system. */
export const TREE_RULES = {
  'object-unknown': warning('an object has a name that this layout does not give'),
  'index-empty': warning('an index names nothing though archives are there: all are old, or lost'),
  'indexes-disagree': error('two indexes of the same archives name different ones'),
  'period-missing': error('there is no file of a period that apps ask for'),
  'header-mismatch': error("an archive's header tells of another time than where it stands"),
  'region-mismatch': error('an archive is of another region than where it stands'),
  'day-not-its-hours': error('the archive of a day holds other keys than those of its hours'),
  'hash-mismatch': error('an object is sent with the hash of another content'),
  'answer-signature-missing': error('an object is sent without the signature that apps want'),
  'answer-signature-invalid': error("an object's headers are not signed by the given key"),
  'content-signature-invalid': error('content.sig is not a signature of a given certificate'),
} as const satisfies Record<string, Rule>

export const ARCHIVE_RULES = {
  ...ZIP_RULES,
  ...FILE_RULES,
  ...FOLDER_RULES,
  ...TREE_RULES,
} as const

export type RuleName = keyof typeof ARCHIVE_RULES

/** A broken rule. */
export interface ArchiveProblem {
  readonly rule: RuleName
  /** Which entry, key or signature, and how; printable ASCII. */
  readonly detail: string
}

export const problem = (rule: RuleName, detail: string): ArchiveProblem => ({ rule, detail })

export const severityOf = ({ rule }: ArchiveProblem): Severity => ARCHIVE_RULES[rule].severity

/** Whether nothing is wrong but what may be. */
export const isValid = (problems: readonly ArchiveProblem[]): boolean =>
  problems.every((broken) => severityOf(broken) === 'warning')

const MAX_QUOTED = 64

/** Foreign text for a report: printable, on one line, cut. */
export const quoted = (text: string): string =>
  `"${text.slice(0, MAX_QUOTED).replaceAll(/[^ -~]/g, '?')}${text.length > MAX_QUOTED ? '...' : ''}"`

/** What is counted a day. Pure values; the rows behind them are the database's. */

/** Of a realm. */
export interface RealmDay {
  /** Unix seconds of a UTC midnight, as everywhere here. */
  readonly day: number
  readonly codesIssued: number
  readonly codesClaimed: number
  readonly codesInvalid: number
  readonly codesInvalidUnknownOs: number
  readonly codesInvalidIos: number
  readonly codesInvalidAndroid: number
  readonly userReportsIssued: number
  readonly userReportsClaimed: number
  readonly userReportsInvalidNonce: number
  readonly userReportsInvalidNonceUnknownOs: number
  readonly userReportsInvalidNonceIos: number
  readonly userReportsInvalidNonceAndroid: number
  readonly tokensClaimed: number
  readonly tokensInvalid: number
  readonly userReportTokensClaimed: number
  /** Sum over the codes claimed. */
  readonly claimAgeSeconds: number
  /** 11 counts; empty where none was claimed. */
  readonly claimAges: readonly number[]
}

export const emptyRealmDay = (day: number): RealmDay => ({
  day,
  codesIssued: 0,
  codesClaimed: 0,
  codesInvalid: 0,
  codesInvalidUnknownOs: 0,
  codesInvalidIos: 0,
  codesInvalidAndroid: 0,
  userReportsIssued: 0,
  userReportsClaimed: 0,
  userReportsInvalidNonce: 0,
  userReportsInvalidNonceUnknownOs: 0,
  userReportsInvalidNonceIos: 0,
  userReportsInvalidNonceAndroid: 0,
  tokensClaimed: 0,
  tokensInvalid: 0,
  userReportTokensClaimed: 0,
  claimAgeSeconds: 0,
  claimAges: [],
})

/** Of a realm's uploads, as its key server told. */
export interface KeyServerDay {
  readonly day: number
  readonly publishUnknown: number
  readonly publishAndroid: number
  readonly publishIos: number
  readonly teksPublished: number
  readonly requestsWithRevisions: number
  readonly requestsMissingOnsetDate: number
  /** 16 counts. */
  readonly tekAges: readonly number[]
  /** 30 counts. */
  readonly onsetAges: readonly number[]
}

export const TEK_AGES = 16
export const ONSET_AGES = 30

export const emptyKeyServerDay = (day: number): KeyServerDay => ({
  day,
  publishUnknown: 0,
  publishAndroid: 0,
  publishIos: 0,
  teksPublished: 0,
  requestsWithRevisions: 0,
  requestsMissingOnsetDate: 0,
  tekAges: Array(TEK_AGES).fill(0),
  onsetAges: Array(ONSET_AGES).fill(0),
})

/** Of an API key. */
export interface ApiKeyDay {
  readonly day: number
  readonly codesIssued: number
  readonly codesClaimed: number
  readonly codesInvalid: number
  readonly tokensClaimed: number
  readonly tokensInvalid: number
}

export const emptyApiKeyDay = (day: number): ApiKeyDay => ({
  day,
  codesIssued: 0,
  codesClaimed: 0,
  codesInvalid: 0,
  tokensClaimed: 0,
  tokensInvalid: 0,
})

/** Counts of somebody or something: codes of an issuer, errors of a code. */
export interface Counted {
  /** What it is told by: names of members and columns, with their values. */
  readonly who: Readonly<Record<string, string | number>>
  /** One of each day of the window, newest first. */
  readonly counts: ArrayLike<number>
}

export interface UserCount {
  readonly day: number
  readonly userId: number
  readonly count: number
}

export interface StatisticsUser {
  readonly id: number
  readonly name: string
  readonly email: string
}

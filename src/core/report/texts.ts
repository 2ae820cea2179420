/** Every text of the report page in one language. Pure. */

export interface ReportTexts {
  readonly title: string
  /** A realm may have its own; so may it for `testDate`, `phone` and `success`. */
  readonly intro: string
  readonly learnMore: string
  readonly testDate: string
  /** With {first} and {last}. */
  readonly dateRange: string
  readonly phone: string
  readonly phoneHint: string
  readonly agreement: string
  readonly submit: string
  readonly errorHeading: string
  readonly errorAgreement: string
  /** With {first} and {last}. */
  readonly errorDate: string
  readonly errorPhoneMissing: string
  readonly errorPhoneInvalid: string
  readonly errorSms: string
  readonly errorQuota: string
  readonly errorInternal: string
  /** The app has to begin anew: nothing that was typed can help. */
  readonly errorRequest: string
  /** The app itself holds reports back. */
  readonly unavailable: string
  readonly successTitle: string
  readonly success: string
}

export const TEXT_NAMES = [
  'title',
  'intro',
  'learnMore',
  'testDate',
  'dateRange',
  'phone',
  'phoneHint',
  'agreement',
  'submit',
  'errorHeading',
  'errorAgreement',
  'errorDate',
  'errorPhoneMissing',
  'errorPhoneInvalid',
  'errorSms',
  'errorQuota',
  'errorInternal',
  'errorRequest',
  'unavailable',
  'successTitle',
  'success',
] as const satisfies readonly (keyof ReportTexts)[]

/** Puts values in the place of their names in braces; names without a value stay. */
export const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

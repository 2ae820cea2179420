/** What an error of the text message network means to a person. */
export interface SmsErrorText {
  readonly meaning: string
  readonly advice: string
}

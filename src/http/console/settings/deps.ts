/** What the pages of settings say beside a realm's own. */

export interface SettingsDeps {
  /** Of links in texts; '' for none. */
  readonly redirectDomain: string
  /** How often codes may be tried from one address. */
  readonly triesAnHour: number
}

/** Where else a person was; folded, since most were nowhere else. */

import { useView } from '../../view.ts'

export interface CountryChoices {
  /** Name of the country that is always among them. */
  readonly own: string
  readonly choices: readonly {
    /** ISO 3166-1 alpha-2. */
    readonly code: string
    readonly name: string
    readonly isChosen: boolean
  }[]
}

export const CountriesField = ({
  own,
  choices,
  error,
}: CountryChoices & { readonly error: string | undefined }) => {
  const { codes, common } = useView().copy
  const isOpen = error !== undefined || choices.some(({ isChosen }) => isChosen)
  return (
    <details class="field" open={isOpen}>
      <summary>
        {codes.form.countries} {common.optional}
      </summary>
      <fieldset
        class={error === undefined ? undefined : 'wrong'}
        aria-describedby={error === undefined ? 'countries-hint' : 'countries-hint countries-error'}
      >
        <legend class="unseen">{codes.form.countries}</legend>
        <p class="hint" id="countries-hint">
          {codes.form.countriesHint(own)}
        </p>
        {error !== undefined && (
          <p class="error" id="countries-error">
            <strong>{common.errorPrefix}</strong> {error}
          </p>
        )}
        <div class="choices row">
          {choices.map(({ code, name, isChosen }, index) => {
            const id = index === 0 ? 'countries' : `countries-${code}`
            return (
              <div class="choice">
                <input type="checkbox" id={id} name="country" value={code} checked={isChosen} />
                <label for={id}>{name}</label>
              </div>
            )
          })}
        </div>
      </fieldset>
    </details>
  )
}

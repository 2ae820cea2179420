/** The header: product, place, language and look, person. Its menus are details elements, which need no script. */

import { LANGUAGE_NAMES } from '../core/console/language.ts'
import { LANGUAGES, THEMES } from '../core/console/viewer.ts'
import { Button } from './components/button.tsx'
import { Form } from './components/form.tsx'
import { Select } from './components/inputs.tsx'
import type { Frame } from './layout.tsx'
import { useView } from './view.ts'

export const Header = ({ frame }: { readonly frame: Frame }) => {
  const { common } = useView().copy
  return (
    <header>
      {frame.isDemo && <p class="strip">{common.demo}</p>}
      <a class="product" href="/console">
        {common.product}
      </a>
      <PlaceSwitch frame={frame} />
      <div class="end">
        <PreferencesMenu frame={frame} />
        <PersonMenu frame={frame} />
      </div>
    </header>
  )
}

const PlaceSwitch = ({ frame: { placeName, places } }: { readonly frame: Frame }) => {
  const { common } = useView().copy
  if (places.length < 2) return placeName === undefined ? null : <strong>{placeName}</strong>
  return (
    <details class="menu">
      <summary>{placeName ?? common.places}</summary>
      <nav aria-label={common.places}>
        <ul>
          {places.map(({ href, label, isCurrent }) => (
            <li>
              <a href={href} aria-current={isCurrent ? 'true' : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </details>
  )
}

const PreferencesMenu = ({ frame: { theme, path } }: { readonly frame: Frame }) => {
  const { copy, language } = useView()
  const { common } = copy
  return (
    <details class="menu">
      <summary>{common.languageAndLook}</summary>
      <Form action="/console/preferences">
        <input type="hidden" name="next" value={path} />
        <Select
          id="preferred-language"
          name="language"
          label={common.language}
          value={language}
          choices={LANGUAGES.map((value) => ({
            value,
            label: LANGUAGE_NAMES[value],
            language: value,
          }))}
        />
        <Select
          id="preferred-theme"
          name="theme"
          label={common.look}
          value={theme ?? ''}
          choices={[
            { value: '', label: common.looks.device },
            ...THEMES.map((value) => ({ value, label: common.looks[value] })),
          ]}
        />
        <Button tone="plain">{common.apply}</Button>
      </Form>
    </details>
  )
}

const PersonMenu = ({ frame: { person } }: { readonly frame: Frame }) => {
  const { common } = useView().copy
  if (person === undefined) return null
  return (
    <details class="menu">
      <summary>{person.name === '' ? person.email : person.name}</summary>
      <div>
        <p class="muted">
          <bdi dir="ltr">{person.email}</bdi>
        </p>
        <ul>
          <li>
            <a href="/console/account">{common.account}</a>
          </li>
        </ul>
        <Form action="/console/sign-out">
          <Button tone="plain">{common.signOut}</Button>
        </Form>
      </div>
    </details>
  )
}

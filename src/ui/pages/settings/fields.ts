/** What every field of a form of settings is given. */

import { isTicked, type SettingsForm } from '../../../core/console/settings/settings-form.ts'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { useView } from '../../view.ts'

type Label = ReturnType<typeof useView>['copy']['settings']['labels']
export type SettingField = keyof Label

/** In a component only: it reads the words of the page. */
export function useFields(form: SettingsForm, errors: readonly FieldError[]) {
  const { labels } = useView().copy.settings
  const texts = (id: SettingField) => ({ id, label: labels[id], error: errorOf(errors, id) })
  return {
    field: (id: SettingField) => ({ ...texts(id), value: form[id] }),
    box: (id: SettingField) => ({ ...texts(id), isChecked: isTicked(form, id) }),
  }
}

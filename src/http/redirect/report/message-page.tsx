/** Pages without a form: what became of a request. */

import type { ReportTexts } from '../../../core/report/texts.ts'
import type { PageContent } from './page.tsx'
import type { Wording } from './wording.ts'

/** Tells the app around the page that the person is done; every other browser has no such listener. */
const CLOSE_WEB_VIEW = `
const observer = window.webkit?.messageHandlers?.progressObserver
if (observer) webkit.messageHandlers.progressObserver.postMessage({userDidSubmit:true})
`

export const successPage = ({ locale, texts, agency }: Wording): PageContent => ({
  locale,
  title: texts.successTitle,
  agency,
  children: <p role="status">{texts.success}</p>,
  script: CLOSE_WEB_VIEW,
})

export const problemPage = (
  { locale, texts, agency }: Wording,
  text: keyof ReportTexts,
): PageContent => ({
  locale,
  title: texts.title,
  agency,
  children: (
    <p class="error" role="alert">
      {texts[text]}
    </p>
  ),
})

/** The check of a layout by its name. Pure. */

import type { Layout } from '../layouts.ts'
import { CoronaWarnAppCheck } from './corona-warn-app.ts'
import { CoronaMelderCheck } from './coronamelder.ts'
import { NhsCheck } from './nhs.ts'
import type { TreeCheck, TreeTrust } from './tree-check.ts'

export function startTreeCheck(layout: Layout, trust: TreeTrust): TreeCheck {
  switch (layout) {
    case 'corona-warn-app':
      return new CoronaWarnAppCheck(trust)
    case 'nhs':
      return new NhsCheck(trust)
    case 'coronamelder':
      return new CoronaMelderCheck(trust)
  }
}

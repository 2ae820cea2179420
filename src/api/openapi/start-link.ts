/** The link by which the first system administrator of the console comes. */

import { StartLinkAnswer } from '../start-link.ts'
import type { Endpoint } from './document.ts'
import { FAILURE, operators } from './shared.ts'

export const startLinkEndpoints: readonly Endpoint[] = [
  operators({
    method: 'post',
    path: '/operator/console/start-link',
    id: 'makeStartLink',
    summary: 'Makes the link by which the first system administrator of the console comes',
    description: 'Good for an hour, and once. One that was made before is void.',
    answers: [
      {
        status: 200,
        description: 'The link, this once.',
        body: { name: 'StartLink', schema: StartLinkAnswer },
        examples: { made: { path: '/console/start/token', endsAt: 1_795_603_600 } },
      },
      {
        status: 409,
        description: 'There is a system administrator, who invites all others.',
        body: FAILURE,
        examples: { late: { error: 'system_administrator_exists' } },
      },
    ],
  }),
]

/** The page before an API key is taken out of force. */

import type { ShownApiKey } from '../../../core/console/shown-api-key.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Flash } from '../../components/flash.tsx'
import { useView } from '../../view.ts'

interface DisableApiKeyProps {
  readonly apiKey: ShownApiKey & { readonly isLastOfDevices: boolean }
  /** Of the key's page. */
  readonly path: string
}

export const DisableApiKeyPage = ({ apiKey, path }: DisableApiKeyProps) => {
  const { disable } = useView().copy.connections.apiKeys
  return (
    <>
      {apiKey.isLastOfDevices && (
        <Flash tone="warning" isStill>
          {disable.last}
        </Flash>
      )}
      <Confirm
        action={`${path}/disable`}
        button={disable.button}
        back={path}
        effect={disable.effect(apiKey.name)}
        isFinal={false}
      />
    </>
  )
}

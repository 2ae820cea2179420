/** English: what talks to a realm, and what its links lead to. */

import type { ApiKeyType } from '../../../core/realms/api-key.ts'
import type { FlashText } from '../flash-text.ts'

type FlashName = 'keyRenamed' | 'keySaved' | 'keyDisabled' | 'keyEnabled'

export const connections = {
  apiKeys: {
    title: 'API keys',
    caption: 'Keys of this place, the newest first',
    add: 'Make a key',
    empty: 'No app can ask for codes yet.',
    emptyAction: 'Make a device key',
    keyTitle: 'API key',
    name: 'Name',
    type: 'Kind',
    types: {
      device: 'Device',
      admin: 'Administration',
      stats: 'Statistics',
    } satisfies Readonly<Record<ApiKeyType, string>>,
    state: 'State',
    inForce: 'In force',
    disabled: 'Disabled',
    created: 'Made',
    lastUsed: 'Last used',
    neverUsed: 'Never',
    begins: 'Begins with',
    newName: 'New name',
    rename: 'Rename',
    enable: 'Enable the key again',
    form: {
      title: 'Make an API key',
      nameHint: 'Who will use it, so that you know later whose it is. It is not part of the key.',
      type: 'What may it do?',
      typeHints: {
        device: 'For apps: it turns codes into certificates.',
        admin:
          'For a laboratory’s or a call centre’s system: it issues, looks up and expires codes.',
        stats: 'For reports: it reads figures, and changes nothing.',
      } satisfies Readonly<Record<ApiKeyType, string>>,
      submit: 'Make key',
    },
    made: {
      title: 'API key made',
      once: 'Save the key now. It is shown to you for a quarter of an hour and never again; only a fingerprint of it is kept.',
      use: 'Whoever has it can use it. Hand it over in a way that nobody else reads.',
      copy: 'Copy key',
      saved: 'I have saved it',
    },
    disable: {
      title: 'Disable this key?',
      effect: (name: string) => `Requests with “${name}” are refused from now on.`,
      last: 'This is the last device key in force. Apps can’t use codes until there is another one.',
      button: 'Disable the key',
    },
    problems: {
      noName: 'Write a name, such as the app or the laboratory that will use the key.',
      longName: 'The name may have 100 characters. Shorten it.',
      nameTaken: 'Another key of this place has that name. Choose one that tells them apart.',
      noType: 'Choose what the key may do.',
    },
  },
  flash: {
    keyRenamed: { tone: 'ok', text: 'The name is saved.' },
    keySaved: { tone: 'ok', text: 'The key is shown no more.' },
    keyDisabled: { tone: 'ok', text: 'The key is disabled.' },
    keyEnabled: { tone: 'ok', text: 'The key is in force again.' },
  } as Record<FlashName, FlashText>,
}

/** English: what talks to a realm, and what its links lead to. */

import type { ApiKeyType } from '../../../core/realms/api-key.ts'
import type { FlashText } from '../flash-text.ts'

type FlashName =
  | 'keyRenamed'
  | 'keySaved'
  | 'keyDisabled'
  | 'keyEnabled'
  | 'appAdded'
  | 'appSaved'
  | 'appDisabled'
  | 'appEnabled'

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
  apps: {
    title: 'Apps',
    caption: 'Apps that links from text messages lead to, the newest first',
    add: 'Add app',
    empty: 'Links from text messages open nowhere yet.',
    appTitle: 'App',
    name: 'Name',
    os: 'System',
    systems: { android: 'Android', ios: 'iOS' },
    appId: 'App id',
    url: 'Address in the store',
    fingerprints: 'Fingerprints of the signing certificates',
    state: 'State',
    inUse: 'In use',
    disabled: 'Disabled',
    none: 'None',
    change: 'Change the app',
    enable: 'Enable the app again',
    form: {
      title: 'Add an app',
      appIdHint:
        'On Android the package, such as org.example.notify. On iOS team and bundle, such as ABCDE12345.org.example.notify.',
      urlHint: 'Where phones without the app are sent. It begins with https://.',
      fingerprintsHint: 'Android only: SHA-256, one a line, with or without colons.',
      disableRedirect: 'Links do not lead to the store',
      disableRedirectHint: 'Whoever opens a link without the app stays in the browser.',
      headless: 'App without pages of its own',
      headlessHint: 'For the notifications that are part of the phone’s system.',
    },
    disable: {
      title: 'Disable this app?',
      effect: (name: string) => `Links no longer lead to “${name}”.`,
      button: 'Disable the app',
    },
    changed:
      'Somebody else changed this app meanwhile. Above is how it is now; below is what you typed. Save once more to replace theirs.',
    problems: {
      noName: 'Write a name, such as the one in the store.',
      long: 'At most 255 characters fit here. Shorten it.',
      taken: 'Another app of this system has that name. Choose one that tells them apart.',
      noId: 'Write the app id as the store knows it.',
      address: 'Write an address that begins with https:// and that everybody can reach.',
      noPrint: 'An Android app needs the SHA-256 fingerprint of its signing certificate.',
      manyPrints: 'At most 20 fingerprints fit here.',
      print:
        'A fingerprint has 32 bytes in hexadecimal, 64 digits with or without colons. One of these has not.',
    },
  },
  flash: {
    appAdded: { tone: 'ok', text: 'The app is added.' },
    appSaved: { tone: 'ok', text: 'The app is saved.' },
    appDisabled: { tone: 'ok', text: 'The app is disabled.' },
    appEnabled: { tone: 'ok', text: 'The app is in use again.' },
    keyRenamed: { tone: 'ok', text: 'The name is saved.' },
    keySaved: { tone: 'ok', text: 'The key is shown no more.' },
    keyDisabled: { tone: 'ok', text: 'The key is disabled.' },
    keyEnabled: { tone: 'ok', text: 'The key is in force again.' },
  } as Record<FlashName, FlashText>,
}

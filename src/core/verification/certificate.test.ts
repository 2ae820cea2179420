import { describe, expect, test } from 'vitest'
import { aDirectory, anApp, anAuthority } from '../../../test/support/tenants.ts'
import { createTestAuthority, keysHmac, signJwt } from '../../../test/support/test-authority.ts'
import {
  CERTIFICATE,
  HMAC_KEYS,
  HMAC_SECRET,
  PUBLIC_KEY_SPKI,
} from '../../../test/vectors/key-server.ts'
import { asUnixSeconds } from '../time.ts'
import { type CertificateProblem, verifyCertificate } from './certificate.ts'
import type { ReceivedKey } from './exposure-key-hmac.ts'

const NOW = asUnixSeconds(1_795_000_000)
const authority = createTestAuthority()
const stranger = createTestAuthority()
const secret = Buffer.alloc(16, 3)
const hmacKey = secret.toString('base64')
const keys: readonly ReceivedKey[] = HMAC_KEYS.map(({ a: _, b, ...key }) => ({
  ...key,
  transmissionRisk: b,
}))
const tekmac = keysHmac(keys, secret)

/** Everything that a check looks at, all of it in order. */
interface World {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  signer: Parameters<typeof signJwt>[0]
  keyValidFrom: number
  keyValidThru: number | undefined
  allowedHealthAuthorityIds: number[]
  keys: readonly ReceivedKey[]
  hmacKey: string
  /** Last, on the finished text. */
  rewrite: (jwt: string) => string
}

const aWorld = (): World => ({
  header: { alg: 'ES256', kid: authority.keyId },
  claims: {
    iss: authority.issuer,
    aud: authority.audience,
    iat: NOW - 10,
    nbf: NOW - 10,
    exp: NOW + 10,
    reportType: 'confirmed',
    tekmac,
  },
  signer: authority,
  keyValidFrom: 0,
  keyValidThru: undefined,
  allowedHealthAuthorityIds: [7, 1],
  keys,
  hmacKey,
  rewrite: (jwt) => jwt,
})

async function verify(change: (world: World) => void) {
  const world = aWorld()
  change(world)
  const app = anApp({ allowedHealthAuthorityIds: world.allowedHealthAuthorityIds })
  const healthAuthority = await anAuthority(authority, {
    validFrom: asUnixSeconds(world.keyValidFrom),
    validThru: world.keyValidThru === undefined ? undefined : asUnixSeconds(world.keyValidThru),
  })
  return verifyCertificate(
    {
      certificate: world.rewrite(signJwt(world.signer, world.header, world.claims)),
      hmacKey: world.hmacKey,
      keys: world.keys,
    },
    app,
    aDirectory(app, healthAuthority),
    NOW,
  )
}

async function problemOf(
  change: (world: World) => void,
): Promise<CertificateProblem['reason'] | 'accepted'> {
  const verified = await verify(change)
  return verified.ok ? 'accepted' : verified.failure.reason
}

/** One failure a check, in the order of the checks. Each leaves the others alone. */
const FAILURES: readonly {
  check: string
  reason: CertificateProblem['reason']
  spoil: (world: World) => void
}[] = [
  {
    check: '1 structure',
    reason: 'malformed_claim',
    spoil: (world) => {
      world.claims['symptomOnsetInterval'] = 'yesterday'
    },
  },
  {
    check: '2 algorithm',
    reason: 'algorithm',
    spoil: (world) => {
      world.header['alg'] = 'ES384'
    },
  },
  {
    check: '3 key id',
    reason: 'no_key_id',
    spoil: (world) => {
      delete world.header['kid']
    },
  },
  {
    check: '4 issuer',
    reason: 'unknown_issuer',
    spoil: (world) => {
      world.claims['iss'] = `${authority.issuer}/`
    },
  },
  {
    check: '5 audience',
    reason: 'wrong_audience',
    spoil: (world) => {
      world.claims['aud'] = authority.audience.toUpperCase()
    },
  },
  {
    check: '6 key',
    reason: 'no_valid_key',
    spoil: (world) => {
      world.keyValidThru = NOW
    },
  },
  {
    check: '7 times',
    reason: 'expired',
    spoil: (world) => {
      world.claims['exp'] = NOW - 1
    },
  },
  {
    check: '8 signature',
    reason: 'bad_signature',
    spoil: (world) => {
      world.signer = stranger
    },
  },
  {
    check: '9 tenant',
    reason: 'issuer_not_allowed',
    spoil: (world) => {
      world.allowedHealthAuthorityIds = [2]
    },
  },
  {
    check: '10 report type',
    reason: 'report_type',
    spoil: (world) => {
      delete world.claims['reportType']
    },
  },
  {
    check: '11 HMAC',
    reason: 'hmac_mismatch',
    spoil: (world) => {
      world.claims['tekmac'] = keysHmac(keys, Buffer.alloc(16, 4))
    },
  },
]

test('a certificate in which all is right is accepted', async () => {
  const verified = await verify((world) => {
    world.claims['symptomOnsetInterval'] = 2_973_000
    world.claims['visitedCountries'] = ['DE', 'AT', 'DE']
  })
  expect(verified.ok && verified.value).toMatchObject({
    healthAuthority: { id: 1 },
    reportType: 'confirmed-test',
    symptomOnsetIntervalNumber: 2_973_000,
    visitedCountries: ['AT', 'DE'],
  })
})

describe('each check', () => {
  test.each(FAILURES)('$check refuses', async ({ reason, spoil }) => {
    expect(await problemOf(spoil)).toBe(reason)
  })

  const pairs = FAILURES.flatMap((earlier, i) =>
    FAILURES.slice(i + 1).map((later) => ({
      name: `${earlier.check} before ${later.check}`,
      earlier,
      later,
    })),
  )
  test.each(pairs)('$name', async ({ earlier, later }) => {
    const reason = await problemOf((world) => {
      later.spoil(world)
      earlier.spoil(world)
    })
    expect(reason).toBe(earlier.reason)
  })
})

describe('structure', () => {
  const segment = (text: string) => Buffer.from(text).toString('base64url')

  test.each([
    ['is not there', () => ''],
    ['is no JWT', () => 'this is not a JWT'],
    ['has two segments', (jwt: string) => jwt.slice(0, jwt.lastIndexOf('.'))],
    ['has four segments', (jwt: string) => `${jwt}.`],
    ['has padding', (jwt: string) => jwt.replace('.', '=.')],
    [
      'has a header that is no JSON',
      (jwt: string) => `${segment('{')}.${jwt.split('.').slice(1).join('.')}`,
    ],
    [
      'has a header that is no object',
      (jwt: string) => `${segment('["ES256"]')}.${jwt.split('.').slice(1).join('.')}`,
    ],
    [
      'has claims that are null',
      (jwt: string) => {
        const [header, , signature] = jwt.split('.')
        return `${header}.${segment('null')}.${signature}`
      },
    ],
  ])('a certificate that %s is malformed', async (_name, rewrite) => {
    const reason = await problemOf((world) => {
      world.rewrite = rewrite
    })
    expect(reason).toBe('malformed')
  })

  test.each([
    ['aud', ['tocsin-test']],
    ['aud', 5],
    ['iss', { name: 'x' }],
    ['exp', '1795000010'],
    ['exp', NOW + 0.5],
    ['iat', true],
    ['nbf', []],
    ['reportType', 1],
    ['tekmac', [tekmac]],
    ['symptomOnsetInterval', -1],
    ['symptomOnsetInterval', 2 ** 32],
    ['visitedCountries', 'DE'],
    ['visitedCountries', ['Germany']],
  ])('claim %s must not be %j', async (name, value) => {
    const verified = await verify((world) => {
      world.claims[name] = value
    })
    expect(verified).toEqual({ ok: false, failure: { reason: 'malformed_claim', claim: name } })
  })

  test.each(['1.5', '1e10', '0.0', '1795000010.0'])(
    'an expiry written as %s is no integer',
    async (text) => {
      const reason = await problemOf((world) => {
        // The structure is refused before the signature is looked at, so the text can be changed after signing.
        world.claims['exp'] = 'EXPIRY'
        world.rewrite = (jwt) => {
          const [header, claims = '', signature] = jwt.split('.')
          const edited = Buffer.from(claims, 'base64url').toString().replace('"EXPIRY"', text)
          return [header, segment(edited), signature].join('.')
        }
      })
      expect(reason).toBe('malformed_claim')
    },
  )

  test('an integer in a nested member does not excuse a fraction at the top', async () => {
    const reason = await problemOf((world) => {
      world.claims['extra'] = { exp: 1 }
      world.claims['exp'] = NOW + 10.5
    })
    expect(reason).toBe('malformed_claim')
  })

  test('a signature that is no base64url is a wrong one, and a later check', async () => {
    const garble = (world: World) => {
      world.rewrite = (jwt) => `${jwt.slice(0, jwt.lastIndexOf('.'))}.!!!`
    }
    expect(await problemOf(garble)).toBe('bad_signature')
    const reason = await problemOf((world) => {
      garble(world)
      world.claims['exp'] = NOW - 1
    })
    expect(reason).toBe('expired')
  })

  test('claims that nobody reads are ignored, and typ is not looked at', async () => {
    const reason = await problemOf((world) => {
      world.header['typ'] = 'something else'
      world.header['crit'] = []
      Object.assign(world.claims, {
        trisk: 5,
        jti: 'x',
        sub: 'y',
        testDateInterval: 'z',
        deep: [[1.5]],
      })
    })
    expect(reason).toBe('accepted')
  })
})

describe('times, in whole seconds and without leeway', () => {
  test.each([
    ['exp', 0, 'accepted'],
    ['exp', -1, 'expired'],
    ['iat', 0, 'accepted'],
    ['iat', 1, 'not_yet_valid'],
    ['nbf', 0, 'accepted'],
    ['nbf', 1, 'not_yet_valid'],
  ] as const)('%s at now %i: %s', async (name, offset, expected) => {
    const reason = await problemOf((world) => {
      world.claims[name] = NOW + offset
    })
    expect(reason).toBe(expected)
  })

  test.each([undefined, null, 0])('a certificate whose times are %j is accepted', async (value) => {
    const reason = await problemOf((world) => {
      for (const name of ['exp', 'iat', 'nbf']) world.claims[name] = value
    })
    expect(reason).toBe('accepted')
  })

  test('the greatest 64-bit number is an expiry that never comes', async () => {
    const reason = await problemOf((world) => {
      world.claims['exp'] = 2 ** 63 - 1024
    })
    expect(reason).toBe('accepted')
  })

  test('not valid yet wins over expired and over a wrong signature', async () => {
    const reason = await problemOf((world) => {
      world.claims['nbf'] = NOW + 1
      world.claims['exp'] = NOW - 1
      world.signer = stranger
    })
    expect(reason).toBe('not_yet_valid')
  })
})

describe('key of the authority', () => {
  test.each([
    ['from now on', NOW, undefined, 'no_valid_key'],
    ['from a second ago', NOW - 1, undefined, 'accepted'],
    ['until now', 0, NOW, 'no_valid_key'],
    ['until in a second', 0, NOW + 1, 'accepted'],
  ] as const)('valid %s', async (_name, from, thru, expected) => {
    const reason = await problemOf((world) => {
      world.keyValidFrom = from
      world.keyValidThru = thru
    })
    expect(reason).toBe(expected)
  })

  test('another version is another key', async () => {
    const reason = await problemOf((world) => {
      world.header['kid'] = 'V1'
    })
    expect(reason).toBe('no_valid_key')
  })
})

test.each([
  ['confirmed', 'confirmed-test'],
  ['likely', 'clinical-diagnosis'],
  ['user-report', 'self-report'],
  ['negative', 'revoked'],
])('report type %s', async (claim, expected) => {
  const verified = await verify((world) => {
    world.claims['reportType'] = claim
  })
  expect(verified.ok && verified.value.reportType).toBe(expected)
})

test.each(['', 'Confirmed', 'positive', 'toString', '__proto__'])(
  'report type "%s" is none',
  async (claim) => {
    const reason = await problemOf((world) => {
      world.claims['reportType'] = claim
    })
    expect(reason).toBe('report_type')
  },
)

describe('HMAC', () => {
  test.each([
    [
      'tekmac is no base64',
      (world: World) => {
        world.claims['tekmac'] = '!'
      },
    ],
    [
      'tekmac is missing',
      (world: World) => {
        delete world.claims['tekmac']
      },
    ],
    [
      'hmacKey is no base64',
      (world: World) => {
        world.hmacKey = '!'
      },
    ],
    [
      'hmacKey is another',
      (world: World) => {
        world.hmacKey = ''
      },
    ],
    [
      'there are no keys',
      (world: World) => {
        world.keys = []
      },
    ],
    [
      'a key was added',
      (world: World) => {
        world.keys = [...keys, ...keys.slice(0, 1)]
      },
    ],
    [
      'a key was left out',
      (world: World) => {
        world.keys = keys.slice(1)
      },
    ],
  ])('does not match where %s', async (_name, change) => {
    expect(await problemOf(change)).toBe('hmac_mismatch')
  })

  test('both are read in any spelling of base64', async () => {
    const reason = await problemOf((world) => {
      world.claims['tekmac'] = `${tekmac.replaceAll('+', '-').replaceAll('/', '_')}===`
      world.hmacKey = hmacKey.replaceAll('=', '')
    })
    expect(reason).toBe('accepted')
  })
})

describe('the published certificate', () => {
  const published = {
    keyId: 'v1',
    issuer: 'iss-test',
    audience: 'aud-test',
    publicKeyPem: PUBLIC_KEY_SPKI,
  }
  const input = {
    certificate: CERTIFICATE,
    hmacKey: HMAC_SECRET,
    keys: HMAC_KEYS.map(({ a, b: _, ...key }) => ({ ...key, transmissionRisk: a })),
  }

  test('is accepted, although it has neither exp nor iat', async () => {
    const directory = aDirectory(anApp(), await anAuthority(published))
    const verified = await verifyCertificate(input, anApp(), directory, NOW)
    expect(verified.ok && verified.value).toMatchObject({
      reportType: 'confirmed-test',
      symptomOnsetIntervalNumber: 2_973_888,
    })
  })

  test('is refused with one bit changed anywhere in its signature', async () => {
    const directory = aDirectory(anApp(), await anAuthority(published))
    const changed = { ...input, certificate: CERTIFICATE.replace('.zfl9', '.zfl8') }
    const verified = await verifyCertificate(changed, anApp(), directory, NOW)
    expect(verified).toEqual({ ok: false, failure: { reason: 'bad_signature' } })
  })
})

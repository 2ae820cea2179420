/**
 * Vectors of the key server's protocol. Producer: Python 3.11 (hmac, hashlib, a hand-written protobuf encoder, RFC 6979
 * arithmetic, `cryptography` for AES-GCM), checked with openssl and `protoc --decode_raw` and accepted by the verifiers of
 * google/exposure-notifications-server at 2041f77a. Nothing here was made by the code under test.
 */

export const HMAC_SECRET = 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8='

/** Keys in the order of the request; risks of the two examples. */
export const HMAC_KEYS = [
  { key: '/////////////////////w==', rollingStartNumber: 2974032, rollingPeriod: 144, a: 0, b: 2 },
  { key: 'AAECAwQFBgcICQoLDA0ODw==', rollingStartNumber: 2973888, rollingPeriod: 144, a: 0, b: 5 },
  { key: '+++++++++++++++++++++w==', rollingStartNumber: 2973744, rollingPeriod: 72, a: 0, b: 8 },
] as const

export const HMACS = {
  a4: '+Ix0DCoYNnhWebmYino5TDAB01YZpsYsuY8OFMBU3k0=',
  a3: '6gjx1xTw88qs9K7l9z8apWLfR4tgRI+genCmUWQbQoc=',
  b4: 'zF4OpuHSYlkc6syzQrO18sIu54FuK9/enM9y8lVUCX4=',
  /** The second key alone, risk 0. */
  single4: '7Voa7goGjJoygDReOFIhePqk5VSea7L/IvZx4jVJH3s=',
  single3: '5h+VmQk9CxPO3kiy2p8vFfiE/eRs35zsLlWcQ8bWIQ0=',
} as const

/** The public key of RFC 6979 A.2.5, SubjectPublicKeyInfo, base64. */
export const PUBLIC_KEY_SPKI =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ=='

/** Hexadecimal. Those with a message are its signatures under the key above. */
export const DER_SIGNATURES = [
  {
    name: 'both high bit',
    message: 'der-case-0',
    p1363:
      'c0038945a416cf7c6b04f3000c3b62689d85e2ac40be8d355227b19ff8d17db2f158b7738c8d6395522bcca7b19e3001843ede5d587e7aad85d82b902d270219',
    der: '3046022100c0038945a416cf7c6b04f3000c3b62689d85e2ac40be8d355227b19ff8d17db2022100f158b7738c8d6395522bcca7b19e3001843ede5d587e7aad85d82b902d270219',
  },
  {
    name: 'both low',
    message: 'der-case-1',
    p1363:
      '29a0ff6c40474d74fdf37d7a957e874d1be5e660b03c500f6cccfaae667445493cfe2fb92a8c7f41c07d35412f7433e5e02f7ceda1d5d9ce8cbb59e4e3e03def',
    der: '3044022029a0ff6c40474d74fdf37d7a957e874d1be5e660b03c500f6cccfaae6674454902203cfe2fb92a8c7f41c07d35412f7433e5e02f7ceda1d5d9ce8cbb59e4e3e03def',
  },
  {
    name: 'r starts with a zero byte that disappears',
    message: 'der-case-427',
    p1363:
      '005322e5e92034a2e08edcd8bcd438c960b7e61c978456784dad4c1e04c387ca02e2c6d07cafdd7b80805419803d65e55cd66c47fcac5336abb076d5c222c836',
    der: '3043021f5322e5e92034a2e08edcd8bcd438c960b7e61c978456784dad4c1e04c387ca022002e2c6d07cafdd7b80805419803d65e55cd66c47fcac5336abb076d5c222c836',
  },
  {
    name: 's starts with a zero byte that stays as a sign',
    message: 'der-case-570',
    p1363:
      '371a85353b1d0e5de2e453c1bc412d6c6eb53c4e50f82bd5fbe066004a7e41c600cade5aa264017c882568731630b87f45617c198b9ac2582da73ecd7f1ca97b',
    der: '30440220371a85353b1d0e5de2e453c1bc412d6c6eb53c4e50f82bd5fbe066004a7e41c6022000cade5aa264017c882568731630b87f45617c198b9ac2582da73ecd7f1ca97b',
  },
  {
    name: 'r = 1, s = 127',
    message: undefined,
    p1363: `${'00'.repeat(31)}01${'00'.repeat(31)}7f`,
    der: '300602010102017f',
  },
  {
    name: 'r = 0x80, s = 0xff',
    message: undefined,
    p1363: `${'00'.repeat(31)}80${'00'.repeat(31)}ff`,
    der: '300802020080020200ff',
  },
  {
    name: 'r = s = n − 1',
    message: undefined,
    p1363: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550'.repeat(2),
    der: '3046022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550',
  },
] as const

/** Issuer iss-test, audience aud-test, kid v1, confirmed, onset 2973888, tekmac of `HMACS.a4`; no exp and no iat. */
export const CERTIFICATE =
  'eyJhbGciOiJFUzI1NiIsImtpZCI6InYxIiwidHlwIjoiSldUIn0.eyJhdWQiOiJhdWQtdGVzdCIsImlzcyI6Imlzcy10ZXN0IiwicmVwb3J0VHlwZSI6ImNvbmZpcm1lZCIsInN5bXB0b21PbnNldEludGVydmFsIjoyOTczODg4LCJ0ZWttYWMiOiIrSXgwRENvWU5uaFdlYm1ZaW5vNVREQUIwMVlacHNZc3VZOE9GTUJVM2swPSJ9.zfl9Boha6-OhcAJWoZb8h5eHuYCKuxF9Y734cJxdqLmCG_6g4SSoem7okApHxeHEQCppykd4gTfp-XyXpr6g4w'

/** Data key 40..5f, nonce a0..ab, additional data 10..1f, kid 7; key 00..0f, 2973888, 144; padded to two entries. */
export const REVISION_TOKEN = {
  plaintext:
    '0a1a0a10000102030405060708090a0b0c0d0e0f10c0c1b5011890010a120a1000000000000000000000000000000000',
  data: 'a0a1a2a3a4a5a6a7a8a9aaabdd950c2fe2ea9e2e7d6a47f981b53afde31afbc8fcaf4498e3c47e9be3d074e85a977243c05024a1e85aa89e5eec27c93552a67982de2936568ebe30e1819970',
  token:
    'CgE3EkygoaKjpKWmp6ipqqvdlQwv4uqeLn1qR/mBtTr94xr7yPyvRJjjxH6b49B06FqXckPAUCSh6Fqonl7sJ8k1UqZ5gt4pNlaOvjDhgZlw',
} as const

/**
 * `export.bin` of an hour of the Corona-Warn-App, computed with python3 and protoc: keys were given in the order of `KEYS`,
 * with the fields as they stand in the file.
 */

export const EXPORT_BIN_HEX = [
  '454b204578706f7274207631202020200990837d5f0000000011a0917d5f000000001a0244452001280132380a186465',
  '2e726b692e636f726f6e617761726e6170702d6465761a02763122033236322a13312e322e3834302e31303034352e34',
  '2e332e323a1f0a1000112233445566778899aabbccddeeff100318c0f9a2012064280330023a200a10ffeeddccbbaa99',
  '887766554433221100100818d0faa20120900128013004',
].join('')

export const EXPORT_BIN_SHA256 = 'b7adafb02ac68123898d17e8e32cb161f1fafc20ff1deea9ea48c2fecb0b89c7'

/** The same file without keys is the beginning of it. */
export const EMPTY_EXPORT_BIN_BYTES = 100

export const APP_BUNDLE_ID = 'de.rki.coronawarnapp-dev'
export const COUNTRY = 'DE'
/** 2020-10-07T09:00Z, Unix seconds. */
export const START = Date.UTC(2020, 9, 7, 9) / 1000

export const KEYS = [
  {
    keyDataHex: 'ffeeddccbbaa99887766554433221100',
    transmissionRiskLevel: 8,
    rollingStartIntervalNumber: 2_669_904,
    rollingPeriod: 144,
  },
  {
    keyDataHex: '00112233445566778899aabbccddeeff',
    transmissionRiskLevel: 3,
    rollingStartIntervalNumber: 2_669_760,
    rollingPeriod: 100,
  },
] as const

/** One valid signature over the bytes, with the public half of its key. */
export const PUBLIC_KEY_SPKI_BASE64 =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzDgi42tUc2CKBJUFzHgMmq0nfDPB3qZKzzBs8kCPvQPQcKHHcclC30eH3pAqHpKXtuLRzaAjVeqr2hp9z2ruaA=='
export const EXPORT_SIG_HEX = [
  '0a88010a380a1864652e726b692e636f726f6e617761726e6170702d6465761a02763122033236322a13312e322e3834302e31',
  '303034352e342e332e321001180122483046022100d978f00b9729a51d5039b992432fe900d18da7515e5b2a28a90da0229391ae',
  '86022100d511bbdb52a0c5107aadf297eb8b761584dc7dece88721fbfb50f955413e94de',
].join('')

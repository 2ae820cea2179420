import { describe, expect, test } from 'vitest'
import { isCallbackId, isCallbackUrl, notificationUrl } from './callback-registration.ts'

describe('an address to be told at', () => {
  test.each([
    'https://efgs.example.org/callback',
    'https://efgs.example.org',
    'https://efgs.example.org:8443/v1/efg-callback',
    'HTTPS://EFGS.example.org/callback',
    'https://8.8.8.8/callback',
    'https://[2606:4700::1111]/callback',
    // Refused by the original, which read the first number of its ranges as octal.
    'https://177.1.2.3/callback',
    'https://144.65.2.3/callback',
    `https://efgs.example.org/${'x'.repeat(231)}`,
  ])('may be %s', (url) => {
    expect(isCallbackUrl(url, false)).toBe(true)
  })

  test.each([
    '',
    'garbage',
    'efgs.example.org/callback',
    'http://efgs.example.org/callback',
    'ftp://efgs.example.org/callback',
    'javascript:alert(1)',
    'https://',
    // A question.
    'https://efgs.example.org/callback?a=b',
    'https://efgs.example.org/callback?',
    // Networks of somebody's own.
    'https://localhost/callback',
    'https://efgs/callback',
    'https://efgs.internal/callback',
    'https://127.0.0.1/callback',
    'https://127.1/callback',
    'https://0x7f000001/callback',
    'https://10.0.0.1/callback',
    'https://100.64.0.1/callback',
    'https://169.254.169.254/latest/meta-data',
    'https://172.16.0.1/callback',
    'https://192.168.0.1/callback',
    'https://0/callback',
    'https://[::1]/callback',
    'https://[::]/callback',
    'https://[fc00::1]/callback',
    // What the original let pass.
    'https://[fe80::1]/callback',
    'https://[fec0::1]/callback',
    'https://[::127.0.0.1]/callback',
    'https://[::ffff:127.0.0.1]/callback',
    'https://[64:ff9b::7f00:1]/callback',
    'https://0.0.0.1/callback',
    'https://224.0.0.1/callback',
    'https://255.255.255.255/callback',
    'https://user@efgs.example.org/callback',
    'https://user:password@efgs.example.org/callback',
    'https://@efgs.example.org/callback',
    'https://efgs.example.org/callback#part',
    'https://efgs.example.org/callback#',
    'https://efgs.example.org:0/callback',
    'https://efgs.example.org:99999/callback',
    // What a reader of addresses would drop or turn around in silence.
    ' https://efgs.example.org/callback',
    'https://efgs.example.org/call\nback',
    'https://efgs.example.org\\callback',
    'https://efgs.example.org/ruf zurück',
    `https://efgs.example.org/${'x'.repeat(232)}`,
  ])('may not be %j', (url) => {
    expect(isCallbackUrl(url, false)).toBe(false)
  })

  test('is this machine’s for development alone', () => {
    expect(isCallbackUrl('http://localhost:8787/callback', true)).toBe(true)
    expect(isCallbackUrl('http://localhost:8787/callback', false)).toBe(false)
    expect(isCallbackUrl('http://192.168.0.1/callback', true)).toBe(false)
  })
})

test('a name has 32 characters at most, all of which can be seen', () => {
  for (const id of ['1', '2020-09-05_Prod', 'a b', 'ä', 'x'.repeat(32)]) {
    expect(isCallbackId(id)).toBe(true)
  }
  for (const id of ['', 'x'.repeat(33), 'a\u0000', 'a\n', '\u200b', '\ud800']) {
    expect(isCallbackId(id)).toBe(false)
  }
})

test('a batch is announced by its name and its day', () => {
  expect(notificationUrl('https://efgs.example.org/callback', '20261125-1', '2026-11-25')).toBe(
    'https://efgs.example.org/callback?batchTag=20261125-1&date=2026-11-25',
  )
})

import { expect, test } from 'vitest'
import { isLoopbackHost, isPrivateHost } from './private-address.ts'

const hostOf = (url: string) => new URL(url).hostname

test.each([
  'http://127.0.0.1/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://10.1.2.3/',
  'http://100.64.0.1/',
  'http://169.254.169.254/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://0.0.0.0/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://localhost/',
  'http://printer.local/',
  'http://metadata.google.internal/',
  'http://intranet/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[fe80::1]/',
  'http://[fd00::1]/',
  'http://[2001:db8::1]/',
  'http://[2002:0a00:1::]/',
])('%s is private', (url) => {
  expect(isPrivateHost(hostOf(url))).toBe(true)
})

test.each([
  'https://example.org/',
  'https://8.8.8.8/',
  'https://172.32.0.1/',
  'https://192.169.0.1/',
  'https://100.128.0.1/',
  'https://[2606:4700::1111]/',
  'https://local.example.org/',
])('%s is public', (url) => {
  expect(isPrivateHost(hostOf(url))).toBe(false)
})

test('loopback is told from other private addresses', () => {
  expect(
    ['http://127.0.0.1/', 'http://127.9.9.9/', 'http://localhost/', 'http://[::1]/'].map((url) =>
      isLoopbackHost(hostOf(url)),
    ),
  ).toEqual([true, true, true, true])
  expect(isLoopbackHost(hostOf('http://10.0.0.1/'))).toBe(false)
  expect(isLoopbackHost(hostOf('http://localhost.example.org/'))).toBe(false)
})

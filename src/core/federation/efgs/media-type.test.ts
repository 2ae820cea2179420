import { describe, expect, test } from 'vitest'
import { acceptsJson, readAccept, readContentType } from './media-type.ts'

const of = (result: ReturnType<typeof readAccept>) =>
  result.ok ? result.value : result.failure.status

describe('the Content-Type of an upload', () => {
  test.each([
    ['application/protobuf; version=1.0', 'protobuf'],
    ['application/json; version=1.0', 'json'],
    ['Application/JSON;VERSION=01.00', 'json'],
    ['application/json; charset=utf-8; version=1.0', 'json'],
    [undefined, 415],
    ['', 415],
    ['protobuf', 415],
    ['text/plain; version=1.0', 415],
    ['application/protobuf;', 415],
    ['application/protobuf', 400],
    ['application/protobuf; version=1', 400],
    ['application/protobuf; version=1.0.0', 400],
    ['application/protobuf; version="1.0"', 400],
    ['application/protobuf; version=one', 400],
    ['application/protobuf; version=1.1', 406],
    ['application/protobuf; version=2.0', 406],
  ])('%s: %s', (header, expected) => {
    expect(of(readContentType(header))).toBe(expected)
  })

  test('is told what is wrong in the words of the gateway', () => {
    expect(readContentType('application/json')).toMatchObject({
      failure: { detail: 'Version parameter of Content-Type is required!' },
    })
    expect(readContentType('application/json; version=1.1')).toMatchObject({
      failure: { detail: 'Protocol version is not compatible!' },
    })
  })
})

describe('the Accept of a download', () => {
  test.each([
    ['application/protobuf; version=1.0', 'protobuf'],
    ['application/json; version=1.0', 'json'],
    ['text/html, application/json; version=1.0', 'json'],
    ['application/json; version=1.0; q=0.5, application/protobuf; version=1.0', 'protobuf'],
    ['*/*, application/json; version=1.0;q=0.1', 'json'],
    ['application/protobuf; version=2.0, application/json; version=1.0', 415],
    [undefined, 415],
    ['*/*', 415],
    ['application/*', 415],
    ['application/protobuf', 415],
    ['application/protobuf; version=1', 415],
    ['application/protobuf; version="1.0"', 415],
    ['application/protobuf; version=1.1', 415],
    ['text/plain', 406],
    ['application/protobuf; version=1.0; q=0', 406],
    ['protobuf', 406],
    ['application/json; version=1.0; q=high', 406],
    [',', 406],
  ])('%s: %s', (header, expected) => {
    expect(of(readAccept(header))).toBe(expected)
  })
})

test('answers in JSON are welcome whatever the version', () => {
  const welcome = [
    undefined,
    '*/*',
    'application/*',
    'application/json',
    'application/json; version=9.9',
    'text/html, */*;q=0.1',
  ]
  for (const header of welcome) expect(acceptsJson(header), header).toBe(true)
  const unwelcome = [
    'text/html',
    'application/protobuf; version=1.0',
    '',
    'json',
    'application/json;q=0',
  ]
  for (const header of unwelcome) expect(acceptsJson(header), header).toBe(false)
})

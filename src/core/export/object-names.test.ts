import { describe, expect, test } from 'vitest'
import { archiveName, indexName, indexText, parseArchiveName } from './object-names.ts'

test.each([
  ['v1', 0, 0, 1, 'v1/0-0-00001.zip'],
  ['v1', 1_784_419_200, 1_784_433_600, 1, 'v1/1784419200-1784433600-00001.zip'],
  ['exports/us', 100, 300, 12, 'exports/us/100-300-00012.zip'],
  ['v1', 100, 300, 123_456, 'v1/100-300-123456.zip'],
])('archive %s %i to %i number %i', (root, start, end, number, name) => {
  expect(archiveName(root, start, end, number)).toBe(name)
})

test('the index stands beside the archives', () => {
  expect(indexName('exports/us')).toBe('exports/us/index.txt')
})

test.each<[string, string[], string]>([
  ['is empty without files', [], ''],
  ['has no newline at its end', ['v1/1-2-00001.zip'], 'v1/1-2-00001.zip'],
  ['is sorted as text, each name once', ['b', 'a10', 'B', 'a9', 'b'], 'B\na10\na9\nb'],
])('an index %s', (_what, names, text) => {
  expect(indexText(names)).toBe(text)
})

describe('a name that is read', () => {
  test.each([
    ['v1/0-0-00001.zip', { start: 0, end: 0, fileNumber: 1 }],
    ['v1/103-303-00001.zip', { start: 103, end: 303, fileNumber: 1 }],
    ['v1/1784419200-1784433600-00012.zip', { start: 1784419200, end: 1784433600, fileNumber: 12 }],
  ])('%s has its parts', (name, parts) => {
    expect(parseArchiveName('v1', name)).toEqual(parts)
  })

  test.each([
    'v2/0-0-00001.zip',
    'v1/x/0-0-00001.zip',
    'v1/0-0-1.zip',
    'v1/0-0-00000.zip',
    'v1/007-300-00001.zip',
    'v1/-1-300-00001.zip',
    'v1/0-0-00001.zip ',
    'v1/index.txt',
    '',
  ])('"%s" is none', (name) => {
    expect(parseArchiveName('v1', name)).toBeUndefined()
  })
})

import { expect, test } from 'vitest'
import { archiveName, indexName, indexText } from './object-names.ts'

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

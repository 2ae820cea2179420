/**
 * The index of an export that somebody else publishes, and the addresses of its files. Pure.
 * Source: google/exposure-notifications-server internal/exportimport and internal/mirror.
 */

import { fail, type Result, succeed } from '../result.ts'

export const MAX_INDEX_BYTES = 1024 * 1024
/** Far above two weeks of hourly windows. */
export const MAX_INDEX_LINES = 10_000
const MAX_LINE_LENGTH = 500

export type ForeignIndexProblem = 'too_many_lines' | 'line_too_long' | 'not_text'

/** @returns its lines in their order, trimmed, blank ones left out, each once */
export function readForeignIndex(
  bytes: Uint8Array,
): Result<readonly string[], ForeignIndexProblem> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    // Nothing else makes a decoder throw.
    return fail('not_text')
  }
  const trimmed = text.split('\n').map((line) => line.trim())
  const lines = [...new Set(trimmed.filter((line) => line !== ''))]
  if (lines.length > MAX_INDEX_LINES) return fail('too_many_lines')
  if (lines.some((line) => line.length > MAX_LINE_LENGTH)) return fail('line_too_long')
  return succeed(lines)
}

/**
 * @param rootUrl its path is kept, with or without a slash at the end
 * @param line path below it; slashes too many are dropped. It can't lead to another host
 * @example fileUrl('https://example.com/a/', '/b//c.zip') // 'https://example.com/a/b/c.zip'
 */
export function fileUrl(rootUrl: string, line: string): string {
  const url = new URL(rootUrl)
  const segments = `${url.pathname}/${line}`.split('/').filter((segment) => segment !== '')
  // The setter escapes what would end a path, and takes "." and ".." as paths do.
  url.pathname = segments.join('/')
  url.search = ''
  url.hash = ''
  return url.href
}

/** What a mirror knows a file by: the last segment of its line. */
export const lastSegment = (line: string): string => line.slice(line.lastIndexOf('/') + 1)

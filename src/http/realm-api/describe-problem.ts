/** What can't be read of a request, in words. */

import type { RequestProblem } from '../../api/verification/read-request.ts'

export function describeRequestProblem(problem: RequestProblem): string {
  switch (problem.reason) {
    case 'content_type':
      return 'content-type is not application/json'
    case 'too_large':
      return 'the body is too large'
    case 'empty':
      return 'the body must not be empty'
    case 'malformed':
      return 'the body is not one JSON object'
    case 'unknown_member':
      return `unknown field ${JSON.stringify(problem.name.slice(0, 100))}`
    case 'wrong_type':
      return `invalid value for field "${problem.at}"`
  }
}

/** Every route has a contract and every contract a route: neither is added without the other. */

import { type Env, Hono } from 'hono'
import { inspectRoutes } from 'hono/dev'
import { describe, expect, test } from 'vitest'
import { adminContract } from '../../src/api/openapi/admin.ts'
import { distributionContract } from '../../src/api/openapi/distribution.ts'
import type { Endpoint, SurfaceContract } from '../../src/api/openapi/document.ts'
import { jobsContract } from '../../src/api/openapi/jobs.ts'
import { publishContract } from '../../src/api/openapi/publish.ts'
import { verificationContract } from '../../src/api/openapi/verification.ts'
import { adminApiSurface } from '../../src/http/admin-api/surface.ts'
import { payloadSurface } from '../../src/http/corona-warn-app-submission/surface.ts'
import { coronaMelderSurface } from '../../src/http/coronamelder/surface.ts'
import { distributionSurface } from '../../src/http/distribution/surface.ts'
import { jobsSurface } from '../../src/http/jobs/surface.ts'
import { operatorSurface } from '../../src/http/operator/surface.ts'
import { publishSurface } from '../../src/http/publish/surface.ts'
import { submissionSurface } from '../../src/http/submission/surface.ts'
import { verificationApiSurface } from '../../src/http/verification-api/surface.ts'

const unused = (): never => {
  throw new Error('no request is made here')
}

interface Route {
  readonly method: string
  readonly path: string
}

/** Without middleware, which answers nothing by itself. */
const routesOf = <E extends Env>(app: Hono<E>): readonly Route[] =>
  inspectRoutes(app).filter(({ isMiddleware }) => !isMiddleware)

const contractPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}')
const isWildcard = ({ path }: Route): boolean => path.includes('*')

/** Whether a route answers what an endpoint describes. */
function serves(route: Route, routes: readonly Route[], { method, path }: Endpoint): boolean {
  if (!isWildcard(route) && contractPath(route.path) !== path) return false
  if (route.method !== 'ALL') return route.method.toLowerCase() === method
  // Beside a route of one method, it is what refuses the others.
  return !routes.some((other) => other.path === route.path && other.method !== 'ALL')
}

/** Refusals of other methods, and HEAD beside GET, are said within the endpoint's own contract. */
const isBeside = (route: Route, routes: readonly Route[]): boolean =>
  (route.method === 'ALL' || route.method === 'HEAD') &&
  routes.some(({ path, method }) => path === route.path && method !== 'ALL' && method !== 'HEAD')

function gaps(routes: readonly Route[], { endpoints }: SurfaceContract) {
  return {
    withoutContract: routes
      .filter((route) => !endpoints.some((endpoint) => serves(route, routes, endpoint)))
      .filter((route) => !isBeside(route, routes))
      .map(({ method, path }) => `${method} ${path}`),
    withoutRoute: endpoints
      .filter((endpoint) => !routes.some((route) => serves(route, routes, endpoint)))
      .map(({ method, path }) => `${method} ${path}`),
  }
}

const NONE = { withoutContract: [], withoutRoute: [] }

const SURFACES: readonly (readonly [string, readonly Route[], SurfaceContract, number])[] = [
  [
    'publish and what other apps upload through',
    routesOf(
      publishSurface({ servesV1Alpha1: true }, unused)
        .route('/', submissionSurface(unused))
        .route('/', payloadSurface(unused))
        .route('/', coronaMelderSurface(unused)),
    ),
    publishContract,
    20,
  ],
  ['distribution', routesOf(distributionSurface(unused)), distributionContract, 4],
  [
    'jobs and operator',
    routesOf(jobsSurface(unused).route('/', operatorSurface(unused))),
    jobsContract,
    33,
  ],
  ['verification API', routesOf(verificationApiSurface(unused)), verificationContract, 13],
  ['admin API', routesOf(adminApiSurface(unused)), adminContract, 13],
]

describe.each(SURFACES)('%s', (_name, routes, contract, count) => {
  test('has a contract for every route and a route for every contract', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toHaveLength(count)
    expect(gaps(routes, contract)).toEqual(NONE)
  })

  test('is found out where a route has no contract, or a contract no route', () => {
    const added = new Hono().post('/operator/new/:name', (c) => c.text(''))
    const withoutContract = ['POST /operator/new/:name']
    expect(gaps([...routes, ...routesOf(added)], contract)).toEqual({ ...NONE, withoutContract })
    const endpoint: Endpoint = { method: 'post', path: '/new', id: 'new', summary: '', answers: [] }
    const endpoints = [...contract.endpoints, endpoint]
    expect(gaps(routes, { ...contract, endpoints })).toEqual({
      ...NONE,
      withoutRoute: ['post /new'],
    })
  })
})

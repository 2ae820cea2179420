/** The documents by which phones learn which apps may open a region's links. Pure. Source: pkg/controller/associated. */

import type { LinkApp } from './redirect.ts'

/** @returns undefined where the region has no app of this system */
export function appleAssociation(apps: readonly LinkApp[]) {
  const details = apps
    .filter(({ os }) => os === 'ios')
    .map(({ appId }) => ({ appID: appId, paths: ['*'] }))
  return details.length === 0 ? undefined : { applinks: { apps: [], details } }
}

export function androidAssociation(apps: readonly LinkApp[]) {
  const statements = apps
    .filter(({ os }) => os === 'android')
    .map(({ appId, fingerprints }) => ({
      relation: ['delegate_permission/common.handle_all_urls'],
      target: {
        namespace: 'android_app',
        package_name: appId,
        sha256_cert_fingerprints: fingerprints,
      },
    }))
  return statements.length === 0 ? undefined : statements
}

/**
 * Settings of the original by their names in its `appsettings.json`, and what became of each. Pure.
 * Source: minvws/nl-covid19-notification-app-backend, `appsettings.release.json` of its programs.
 */

/** Where a setting is now, or why there is none. */
export type OriginalSetting =
  /** Of the layout's export. */
  | { readonly setting: string }
  /** Of the deployment. */
  | { readonly variable: string }
  | { readonly reason: string }

const FIXED = 'is fixed, since phones know no other value'

export const ORIGINAL_SETTINGS: Readonly<Record<string, OriginalSetting>> = {
  'ExposureKeySets:TekCount:Max': { setting: 'maxKeysPerSet' },
  'ExposureKeySets:TekCount:Min': {
    reason:
      'is minimumKeys of a padding policy, which adds whole synthetic uploads, and minimumKeysPerSet',
  },
  'ExposureKeySets:LifetimeDays': { setting: 'lifetimeDays' },
  'ExposureKeySets:PageSize': { reason: 'is not needed: keys are read as a stream' },
  'ExposureKeySets:CleanupDeletesData': { reason: 'is not needed: what expired is deleted' },
  'ExposureKeySets:SignatureHeader:AppBundleId': { setting: 'appBundleId' },
  'ExposureKeySets:SignatureHeader:VerificationKeyId': { reason: "is the signer's keyId" },
  'ExposureKeySets:SignatureHeader:VerificationKeyVersion': {
    reason: "is the signer's keyVersion",
  },
  'Content:ManifestCacheControl': { setting: 'manifestMaxAgeSeconds' },
  'Content:ImmutableContentCacheControl': { setting: 'documentMaxAgeSeconds' },
  'Certificates:NL:Thumbprint': { reason: "is the export's content signer" },
  'Certificates:GA:Thumbprint': { reason: "is the export's signer" },
  'Workflow:PostKeys:TemporaryExposureKeys:Count:Min': { reason: 'is fixed at 0' },
  'Workflow:PostKeys:TemporaryExposureKeys:Count:Max': { variable: 'CORONAMELDER_MAX_KEYS' },
  'Workflow:PostKeys:TemporaryExposureKeys:DailyKeyByteCount': { reason: FIXED },
  'Workflow:PostKeys:TemporaryExposureKeys:RollingPeriod:Min': { reason: FIXED },
  'Workflow:PostKeys:TemporaryExposureKeys:RollingPeriod:Max': { reason: FIXED },
  'Workflow:PostKeys:TemporaryExposureKeys:RollingStartNumber:Min': {
    variable: 'CORONAMELDER_MIN_ROLLING_START',
  },
  'Workflow:PostKeys:TemporaryExposureKeys:MaxAgeDays': { reason: FIXED },
  'Workflow:PostKeys:TemporaryExposureKeys:AuthorisationWindowMinutes': {
    variable: 'CORONAMELDER_AUTHORISATION_WINDOW',
  },
  'Workflow:PostKeys:TemporaryExposureKeys:PublishingDelayMinutes': {
    variable: 'CORONAMELDER_PUBLISHING_DELAY',
  },
  'Workflow:TimeToLiveMinutes': { variable: 'CORONAMELDER_BUCKET_LIFETIME' },
  'Workflow:PermittedMobileDeviceClockErrorMinutes': { variable: 'CORONAMELDER_CLOCK_ERROR' },
  'Workflow:PostKeysSignatureLength': { reason: FIXED },
  'Workflow:BucketIdLength': { reason: FIXED },
  'Workflow:ConfirmationKeyLength': { reason: FIXED },
  'Workflow:Decoys:DelayInMilliseconds:Min': {
    reason: 'is not needed: decoys take the time of recent uploads',
  },
  'Workflow:Decoys:DelayInMilliseconds:Max': {
    reason: 'is not needed: decoys take the time of recent uploads',
  },
  'Workflow:ResponsePadding:ByteCount:Min': { reason: 'is fixed at 200' },
  'Workflow:ResponsePadding:ByteCount:Max': { reason: 'is fixed at 300' },
  'IccPortal:Jwt:Secret': { variable: 'CORONAMELDER_PORTAL_JWT_KEY' },
  'IccPortal:ClaimLifetimeHours': { reason: 'is fixed at 3' },
  'TaskScheduling:DailyCleanupStartTime': {
    reason: 'is fixed: expired things go every four hours',
  },
}

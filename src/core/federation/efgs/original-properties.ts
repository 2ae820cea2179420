/**
 * Settings of the national backends that spoke to the European gateway, and what each is here. An operator who moves over is told of
 * every one that would have no effect. Pure.
 * Source: corona-warn-app/cwa-server `services/{upload,download,callback}/src/main/resources/application.yaml`;
 * minvws/nl-covid19-notification-app-backend, `appsettings.json` of its Iks programs.
 */

import type { EfgsSettings } from './settings.ts'

export type OriginalForm = 'whole number' | 'true or false' | 'text'

export type OriginalCounterpart =
  | {
      readonly kind: 'setting'
      readonly setting: keyof EfgsSettings
      readonly form: OriginalForm
    }
  /** No counterpart: why, or where it is set instead. */
  | { readonly kind: 'absent'; readonly reason: string }

const setting = (name: keyof EfgsSettings, form: OriginalForm): OriginalCounterpart => ({
  kind: 'setting',
  setting: name,
  form,
})
const absent = (reason: string): OriginalCounterpart => ({ kind: 'absent', reason })

const SIGNER = "is the partner's contentSigner"
const ADDRESS = "is the partner's baseUrl"
const CERTIFICATE = 'is the binding that clientCertificateBinding names'
const TRUST = 'is the platform: it trusts public authorities'
const STATES = 'is fixed: what the two weeks passed is deleted'

export const ORIGINAL_EFGS_PROPERTIES: Readonly<Record<string, OriginalCounterpart>> = {
  'services.upload.min-batch-key-count': setting('minUploadKeys', 'whole number'),
  'services.upload.max-batch-key-count': setting('maxUploadKeys', 'whole number'),
  'services.upload.efgs-transmission.enable-dsos': setting('sendsOnset', 'true or false'),
  'services.upload.efgs-transmission.enable-report-type': setting(
    'sendsReportType',
    'true or false',
  ),
  'services.upload.efgs-transmission.default-dsos': setting('defaultOnset', 'whole number'),
  'services.upload.efgs-transmission.default-report-type': setting('defaultReportType', 'text'),
  'services.upload.expiry-policy-minutes': absent('is fixed at 120, as every way out'),
  'services.upload.retention-days': absent(STATES),
  'services.upload.privatekey': absent(SIGNER),
  'services.upload.certificate': absent(SIGNER),
  'services.upload.privatekey-password': absent(SIGNER),
  VAULT_EFGS_BATCHIGNING_SECRET: absent(SIGNER),
  VAULT_EFGS_BATCHIGNING_CERTIFICATE: absent(SIGNER),
  VAULT_EFGS_BATCHSIGNING_PASSWORD: absent(SIGNER),
  'services.upload.signature.algorithm-name': absent("follows from the signer's key"),
  'services.download.enforce-date-based-download': setting('pollsBatches', 'true or false'),
  EFGS_ENABLE_DATE_BASED_DOWNLOAD: setting('pollsBatches', 'true or false'),
  'services.download.enforce-download-offset-days': absent(
    'is not needed: the last batch is remembered, and daysToDownload says where the first question starts',
  ),
  EFGS_ENFORCE_DOWNLOAD_OFFSET_DAYS: absent(
    'is not needed: the last batch is remembered, and daysToDownload says where the first question starts',
  ),
  'services.download.retention-days': absent(STATES),
  'services.download.validation.allowed-report-types': absent('is acceptedReportTypes, in numbers'),
  ALLOWED_REPORT_TYPES: absent('is acceptedReportTypes, in numbers'),
  'services.download.batch-audit-enabled': setting('auditsBatches', 'true or false'),
  BATCH_AUDIT_ENABLED: setting('auditsBatches', 'true or false'),
  'services.download.connect-timeout': setting('downloadTimeoutMs', 'whole number'),
  'services.download.read-timeout': setting('downloadTimeoutMs', 'whole number'),
  'services.callback.endpoint-url': setting('callbackUrl', 'text'),
  'services.callback.register-on-startup': absent(
    'follows from callbackUrl: with one, it is registered',
  ),
  'services.callback.cert-cn': absent(
    'is callbackCertificates: thumbprints, which no other can have',
  ),
  'federation-gateway.base-url': absent(ADDRESS),
  'federation-gateway.ssl.key-store': absent(CERTIFICATE),
  'federation-gateway.ssl.certificate-dn': absent('is the credential clientCertificateSubject'),
  'federation-gateway.ssl.certificate-sha': absent('is the credential clientCertificateSha256'),
  'federation-gateway.ssl.trust-store': absent(TRUST),
  federationGatewayBaseUrl: absent(ADDRESS),
  callbackId: setting('callbackId', 'text'),
  callbackUrl: setting('callbackUrl', 'text'),
  'Iks:Downloader:DaysToDownload': setting('daysToDownload', 'whole number'),
  'Iks:Downloader:MaxBatchesPerRun': absent('is not needed: a run ends with its time'),
  'Iks:Efgs:BaseUrl': absent(ADDRESS),
  'Iks:Efgs:DaysToDownload': setting('daysToDownload', 'whole number'),
  'Iks:Efgs:DownloaderEnabled': absent("is the partner's importsKeys"),
  'Iks:Efgs:UploaderEnabled': absent("is the partner's exportsKeys"),
  'Iks:Efgs:SendClientAuthenticationHeaders': setting('sendsClientHeaders', 'true or false'),
  'Iks:ItemCountMax': setting('maxUploadKeys', 'whole number'),
  'Iks:PageSize': absent('is not needed: keys are read as a stream'),
}

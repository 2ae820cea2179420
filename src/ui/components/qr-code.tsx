/** A QR code drawn by the server, black on white in any theme. */

import { encode } from 'uqr'
import { QUIET_ZONE, qrPath } from '../../core/console/qr-path.ts'

interface QrCodeProps {
  readonly text: string
  /** Says in words what it holds. */
  readonly title: string
}

export const QrCode = ({ text, title }: QrCodeProps) => {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  const width = size + 2 * QUIET_ZONE
  return (
    <svg
      class="qr"
      role="img"
      aria-label={title}
      viewBox={`0 0 ${width} ${width}`}
      width="132"
      height="132"
      shape-rendering="crispEdges"
    >
      <title>{title}</title>
      <rect width={width} height={width} fill="#ffffff" />
      <path d={qrPath(data)} fill="#000000" />
    </svg>
  )
}

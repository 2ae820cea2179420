/** A surface behind a real port of this machine, without the rest of the system. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Surface {
  request(address: string, init: RequestInit): Response | Promise<Response>
}

export interface ServedSurface {
  readonly origin: string
  close(): void
}

export async function serveSurface(surface: Surface): Promise<ServedSurface> {
  const server = createServer(async (incoming, outgoing) => {
    const body: Buffer[] = []
    for await (const chunk of incoming) body.push(chunk)
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
    const { method = 'GET', url = '/' } = incoming
    const response = await surface.request(`http://${headers.get('host')}${url}`, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body: Buffer.concat(body) }),
    })
    outgoing.setHeaders(response.headers)
    const cookies = response.headers.getSetCookie()
    if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
    outgoing.writeHead(response.status)
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  }
}

/** The first page of a system on this machine: who one can be with one click, and what there is to do. Development only. */

import { setCookie } from 'hono/cookie'
import { createFactory } from 'hono/factory'
import { STYLE_PATH } from '../../ui/assets.ts'
import { COOKIE_OPTIONS, SESSION_COOKIE } from '../console/cookies.ts'

/** Somebody of the seed. */
export interface DevPerson {
  readonly email: string
  readonly name: string
  readonly role: string
  /** Where they begin. */
  readonly path: string
  /** Three things to do. */
  readonly tasks: readonly string[]
}

export interface TryItDeps {
  readonly people: readonly DevPerson[]
  /** @returns the cookie of a session; nobody is asked for a password here */
  readonly signIn: (email: string) => Promise<string>
}

const INBOXES = [
  ['/dev/sms', 'Text messages that would have been sent'],
  ['/dev/mail', 'Letters that would have been sent'],
  ['/dev/clock', 'The clock, which travels: POST {"advanceSeconds": 3600}'],
  ['/jobs', 'The jobs, with the operator’s token'],
] as const

export function tryItSurface({ people, signIn }: TryItDeps) {
  const app = createFactory().createApp()
  app.get('/try', (c) =>
    c.html(<TryIt people={people} />, 200, {
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'",
      'cache-control': 'no-store',
    }),
  )
  app.post('/sign-in', async (c) => {
    // Other pages in the same browser are nobody.
    if ((c.req.header('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
      return c.text('from a page of this system only', 403)
    }
    const { email } = await c.req.parseBody()
    const person = people.find((one) => one.email === email)
    if (person === undefined) return c.text('nobody of that address', 404)
    setCookie(c, SESSION_COOKIE, await signIn(person.email), COOKIE_OPTIONS)
    return c.redirect(person.path, 303)
  })
  return app
}

const TryIt = ({ people }: { readonly people: readonly DevPerson[] }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>Try Tocsin</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={STYLE_PATH} />
    </head>
    <body>
      <div class="columns">
        <main>
          <h1>Try it: who do you want to be?</h1>
          <p>
            This is a demo on this machine: nothing leaves it, and everything is made up. Each card
            signs you in.
          </p>
          <div class="cards">
            {people.map((person) => (
              <section class="card">
                <h2>{person.role}</h2>
                <p class="muted">{person.name}</p>
                <ul>
                  {person.tasks.map((task) => (
                    <li>{task}</li>
                  ))}
                </ul>
                <form method="post" action="/dev/sign-in">
                  <input type="hidden" name="email" value={person.email} />
                  <button type="submit" class="button main">
                    Be {person.name}
                  </button>
                </form>
              </section>
            ))}
          </div>
          <h2>What a real system would have sent</h2>
          <ul>
            {INBOXES.map(([href, what]) => (
              <li>
                <a href={href}>{what}</a>
              </li>
            ))}
          </ul>
        </main>
      </div>
    </body>
  </html>
)

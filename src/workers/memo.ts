/** One value for each environment object, so that an isolate parses its configuration and builds its surfaces once. */
export function perEnv<E extends object, T>(build: (env: E) => T): (env: E) => T {
  const built = new WeakMap<E, T>()
  return (env) => {
    const known = built.get(env)
    if (known !== undefined) return known
    const value = build(env)
    built.set(env, value)
    return value
  }
}

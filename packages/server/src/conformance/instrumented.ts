/** Runs before and after each operation of a port; an operation goes on when it resolves. */
export type Hook = (point: string) => Promise<void>;

/**
 * A port's implementation with a hook at every point where its caller waits: `get:before`, `get:after` and so on.
 * Everything else is the implementation's own doing.
 */
export function instrumented<P extends object>(
  port: P,
  hook: Hook,
  awaited: readonly (keyof P & string)[],
): P {
  const wrapped = new Set<PropertyKey>(awaited);
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (!wrapped.has(name)) return member.bind(target);
      return async (...args: readonly unknown[]): Promise<unknown> => {
        await hook(`${String(name)}:before`);
        const result: unknown = await Reflect.apply(member, target, args);
        await hook(`${String(name)}:after`);
        return result;
      };
    },
  });
}

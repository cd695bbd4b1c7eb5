import type { ServerResponse } from 'node:http';

/** What is written to a response through these decides it. */
const WRITING = ['writeHead', 'flushHeaders', 'write', 'end'] as const;

/**
 * Lets another listener answer a request unless its answer is 404: that one is kept from the client, and when it has
 * ended, `instead` answers with the response as it was in the beginning. To be called before the other listener is;
 * the request must have no body, since the other listener may read it.
 */
export function withholdNotFound(response: ServerResponse, instead: () => void): void {
  const original = new Map(WRITING.map((name) => [name, response[name]] as const));
  let phase: 'undecided' | 'passing' | 'withholding' = 'undecided';

  const decide = (status: number): void => {
    if (phase === 'undecided') phase = status === 404 ? 'withholding' : 'passing';
  };
  const release = (): void => {
    // Over whatever other middleware has put around them meanwhile, which takes the response for ended.
    for (const [name, method] of original) replace(response, name, method);
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = 200;
    response.statusMessage = '';
    instead();
  };

  for (const name of WRITING) {
    replace(response, name, (...args: unknown[]): unknown => {
      decide(name === 'writeHead' ? Number(args[0]) : response.statusCode);
      if (phase === 'passing') return Reflect.apply(original.get(name) ?? (() => undefined), response, args);
      const written = args.at(-1);
      if (typeof written === 'function' && name === 'write') queueMicrotask(() => written());
      if (typeof written === 'function' && name === 'end') response.once('finish', () => written());
      if (name === 'end') release();
      return name === 'write' ? true : response;
    });
  }
}

function replace(response: ServerResponse, name: string, value: unknown): void {
  Object.defineProperty(response, name, { value, configurable: true, writable: true });
}

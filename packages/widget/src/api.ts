import { Problem, readProblem } from './problem.ts';

/** Longer than a server needs, shorter than a person waits. */
const TIMEOUT_MS = 15_000;

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly token?: string;
  readonly body?: object;
}

/** Asks the server; rejects with Problem. */
export async function ask(url: string, { method = 'GET', token, body }: Ask): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    credentials: 'omit',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new Problem('unavailable', String(error));
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw readProblem(answer, response.status);
  return answer;
}

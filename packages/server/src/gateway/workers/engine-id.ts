import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** As many random bytes as Engine.IO takes for its own ids. */
const RANDOM_BYTES = 15;

/** A new Engine.IO session id that tells which worker has the session: random text, `~`, and the worker's number. */
export function engineIdOf(worker: number): string {
  return `${randomBytes(RANDOM_BYTES).toString('base64url')}~${worker}`;
}

/** The worker that a request's session id names; undefined for a handshake, and for ids that are not ours. */
export function workerOf(request: IncomingMessage): number | undefined {
  const sid = URL.parse(request.url ?? '/', 'http://localhost')?.searchParams.get('sid');
  const [, worker] = /~([1-9]\d{0,2})$/.exec(sid ?? '') ?? [];
  return worker === undefined ? undefined : Number(worker);
}

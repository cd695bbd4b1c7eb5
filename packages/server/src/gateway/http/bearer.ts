import { createHash, timingSafeEqual } from 'node:crypto';
import { WaycastError } from '@waycast/contract';

const BEARER = /^Bearer +(\S+) *$/i;
const HOW = 'send Authorization: Bearer TOKEN';

/** The token of a header `Authorization: Bearer …`; throws `unauthenticated` where there is none. */
export function bearerOf(authorization: string | undefined): string {
  const [, token] = BEARER.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new WaycastError('unauthenticated', `this needs a token; ${HOW}`);
  return token;
}

/** Lets pass whoever shows the operator's METRICS_TOKEN; compares in constant time. */
export function requireMetricsToken(authorization: string | undefined, metricsToken: string): void {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  if (timingSafeEqual(digest(bearerOf(authorization)), digest(metricsToken))) return;
  throw new WaycastError('unauthenticated', 'this needs the token in METRICS_TOKEN, and this is another one');
}

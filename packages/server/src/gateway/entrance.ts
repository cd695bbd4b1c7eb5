import type { IncomingMessage } from 'node:http';
import { WaycastError } from '@waycast/contract';
import { fullBucket, type TokenBucket, takeToken } from '../kernel/token-bucket.ts';
import type { Clock } from '../ports/clock.ts';
import { addressKey, type ClientAddress, createClientAddress } from './client-address.ts';

/** Addresses whose handshakes are counted; the least recently seen are forgotten. */
const MAX_ADDRESSES = 100_000;

export interface EntranceOptions {
  /** TRUST_PROXY: addresses and networks of proxies whose X-Forwarded-For counts. */
  readonly trustProxy: readonly string[];
  /** SOCKET_IO_CORS_ORIGIN: origins whose pages may connect, or `*`. */
  readonly allowedOrigins: readonly string[];
  /** PUBLIC_URL: the server's own address as browsers see it. */
  readonly publicUrl: string | undefined;
  /** Sockets and streams open at a time from one address; 0: no limit. */
  readonly connectionsPerAddress: number;
  /** Handshakes a minute from one address; 0: no limit. */
  readonly handshakesPerAddress: number;
  readonly clock: Clock;
}

/** What a connection has to pass before anything is read from it. One entrance serves all transports of a server. */
export interface Entrance {
  readonly addressOf: ClientAddress;
  /** Throws `forbidden` for a page of an origin that may not connect. A request without Origin is no browser's. */
  checkOrigin(request: IncomingMessage): void;
  /** Whether `checkOrigin` lets it pass. */
  isOwnPage(request: IncomingMessage): boolean;
  /**
   * Counts a handshake; throws `rate_limited` when the address made too many or holds too many connections, and
   * `server_moving` once the entrance is shut.
   */
  admit(address: string): void;
  /** Counts an open connection until it leaves, which it must do once. */
  enter(address: string): void;
  leave(address: string): void;
  /** The server stops: no handshake is admitted any more. */
  shut(): void;
}

export function createEntrance(options: EntranceOptions): Entrance {
  const { clock, connectionsPerAddress, handshakesPerAddress } = options;
  const mayConnect = originRule(options.allowedOrigins, options.publicUrl);
  const open = new Map<string, number>();
  const handshakes = new Map<string, TokenBucket>();
  const limit = { perSecond: handshakesPerAddress / 60, burst: handshakesPerAddress };
  let isShut = false;

  function countHandshake(key: string): void {
    if (handshakesPerAddress === 0) return;
    const now = clock.now();
    const bucket = handshakes.get(key) ?? fullBucket(limit, now);
    remember(handshakes, key, bucket);
    const retryAfterMs = takeToken(bucket, limit, now);
    if (retryAfterMs > 0) {
      throw new WaycastError(
        'rate_limited',
        `more than ${handshakesPerAddress} handshakes a minute from this address (MAX_HANDSHAKES_PER_ADDRESS)`,
        { retryAfterMs },
      );
    }
  }

  function checkOpen(key: string): void {
    if (connectionsPerAddress === 0 || (open.get(key) ?? 0) < connectionsPerAddress) return;
    throw tooManyOpen(connectionsPerAddress);
  }

  function isOwnPage({ headers: { origin, host } }: IncomingMessage): boolean {
    return origin === undefined || mayConnect(origin, host);
  }

  return {
    addressOf: createClientAddress(options.trustProxy),
    isOwnPage,
    checkOrigin(request) {
      if (isOwnPage(request)) return;
      const { origin = '' } = request.headers;
      throw foreignPage(origin);
    },
    admit(address) {
      if (isShut) throw moving();
      const key = addressKey(address);
      countHandshake(key);
      checkOpen(key);
    },
    shut() {
      isShut = true;
    },
    enter(address) {
      const key = addressKey(address);
      open.set(key, (open.get(key) ?? 0) + 1);
    },
    leave(address) {
      const key = addressKey(address);
      const rest = (open.get(key) ?? 1) - 1;
      if (rest === 0) open.delete(key);
      else open.set(key, rest);
    },
  };
}

function foreignPage(origin: string): WaycastError {
  return new WaycastError(
    'forbidden',
    `pages of ${origin.slice(0, 200)} may not connect; the server's operator can add the origin to SOCKET_IO_CORS_ORIGIN`,
  );
}

function tooManyOpen(limit: number): WaycastError {
  return new WaycastError(
    'rate_limited',
    `${limit} connections are open from this address; more are not accepted (MAX_CONNECTIONS_PER_ADDRESS)`,
    { retryAfterMs: 10_000 },
  );
}

function moving(): WaycastError {
  const message = 'this server is stopping; connect again to reach another';
  return new WaycastError('server_moving', message, { retryAfterMs: 1_000 });
}

/** Whether a page of an origin may connect: one of the list, of the server itself, or any with `*`. */
export function originRule(allowed: readonly string[], publicUrl: string | undefined) {
  const listed = new Set(allowed);
  const own = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.origin;
  return (origin: string, host: string | undefined): boolean => {
    if (listed.has('*') || listed.has(origin) || origin === own) return true;
    return host !== undefined && URL.parse(origin)?.host === host.toLowerCase();
  };
}

/** Writes the entry anew, so that the least recently seen stand first, and forgets one of those beyond the bound. */
function remember(handshakes: Map<string, TokenBucket>, key: string, bucket: TokenBucket): void {
  handshakes.delete(key);
  handshakes.set(key, bucket);
  if (handshakes.size <= MAX_ADDRESSES) return;
  const oldest = handshakes.keys().next();
  if (!oldest.done) handshakes.delete(oldest.value);
}

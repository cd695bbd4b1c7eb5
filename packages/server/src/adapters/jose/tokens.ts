import type { Role, Subject } from '@waycast/contract';
import { Claims, ROLES, WaycastError } from '@waycast/contract';
import { createRemoteJWKSet, decodeProtectedHeader, errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Tokens } from '../../ports/tokens.ts';

/** Clocks of issuer and server may differ by this much. */
const CLOCK_TOLERANCE_S = 30;
/** Algorithms are pinned per kind of key: a public key must never be taken for an HMAC secret. */
const SECRET_ALGORITHMS = ['HS256'];
const KEY_SET_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const MAX_CACHED = 20_000;
const MAX_TOKEN_LENGTH = 8192;

export interface TokenOptions {
  /** HS256 secret. */
  readonly secret?: string;
  /** Where public keys are published (RFC 7517). */
  readonly jwksUrl?: string;
  readonly issuer?: string;
  readonly audience?: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Verifies JWTs with a shared secret, a published key set, or both; which one is decided by the token's algorithm. */
export function createTokens(options: TokenOptions): Tokens {
  const secret = options.secret === undefined ? undefined : new TextEncoder().encode(options.secret);
  const keySet = options.jwksUrl === undefined ? undefined : createRemoteJWKSet(new URL(options.jwksUrl));
  const verified = new LRUCache<string, Subject>({ max: MAX_CACHED });
  const checks: JWTVerifyOptions = {
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['sub', 'exp'],
    ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
    ...(options.audience === undefined ? {} : { audience: options.audience }),
  };

  async function payloadOf(token: string): Promise<unknown> {
    const algorithm = algorithmOf(token);
    const currentDate = new Date(options.now());
    if (secret !== undefined && SECRET_ALGORITHMS.includes(algorithm)) {
      return (await jwtVerify(token, secret, { ...checks, currentDate, algorithms: SECRET_ALGORITHMS }))
        .payload;
    }
    if (keySet !== undefined && KEY_SET_ALGORITHMS.includes(algorithm)) {
      return (await jwtVerify(token, keySet, { ...checks, currentDate, algorithms: KEY_SET_ALGORITHMS }))
        .payload;
    }
    throw new WaycastError(
      'unauthenticated',
      `tokens signed with ${algorithm.slice(0, 20)} are not accepted here`,
    );
  }

  async function verify(token: string): Promise<Subject> {
    if (token.length > MAX_TOKEN_LENGTH) throw new WaycastError('unauthenticated', 'the token is too long');
    try {
      return subjectOf(await payloadOf(token), options.now());
    } catch (error) {
      throw refusal(error);
    }
  }

  function known(token: string): Subject | undefined {
    const subject = verified.get(token);
    return subject !== undefined && subject.expiresAt > options.now() ? subject : undefined;
  }

  return {
    known,
    async verify(token) {
      const before = known(token);
      if (before !== undefined) return before;
      const subject = await verify(token);
      verified.set(token, subject);
      return subject;
    },
  };
}

function algorithmOf(token: string): string {
  try {
    return decodeProtectedHeader(token).alg ?? 'none';
  } catch (cause) {
    throw new WaycastError('unauthenticated', 'this is not a valid token (JWT)', { cause });
  }
}

function subjectOf(payload: unknown, now: number): Subject {
  const claims = Claims.safeParse(payload);
  if (!claims.success) {
    const issue = claims.error.issues[0];
    throw new WaycastError(
      'unauthenticated',
      `the token's claim ${issue?.path.join('.') ?? '?'} ${issue?.message ?? 'is wrong'}`,
    );
  }
  const { sub, tenant, roles, vehicles, exp } = claims.data;
  const expiresAt = exp * 1000;
  return {
    id: sub,
    tenant,
    roles: sameRoles(roles),
    vehicles: vehicles === undefined ? NO_VEHICLES : new Set(vehicles),
    // A token that is only forgiven its expiry lives as long as it is forgiven.
    expiresAt: expiresAt > now ? expiresAt : expiresAt + CLOCK_TOLERANCE_S * 1000,
  };
}

const NO_VEHICLES: ReadonlySet<string> = new Set();
const knownRoles = new Map<string, ReadonlySet<Role>>();

/** One set for all who have the same roles: there are few combinations, and every session would keep its own. */
function sameRoles(roles: readonly Role[]): ReadonlySet<Role> {
  const key = ROLES.filter((role) => roles.includes(role)).join();
  const same = knownRoles.get(key) ?? new Set(roles);
  knownRoles.set(key, same);
  return same;
}

/** What the caller is told: why the token is refused, and nothing of the keys. */
function refusal(error: unknown): WaycastError {
  if (error instanceof WaycastError) return error;
  if (error instanceof errors.JWTExpired)
    return new WaycastError('unauthenticated', 'the token has expired; get a new one');
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
    return new WaycastError('unavailable', 'the token cannot be checked now: its keys cannot be fetched', {
      retryAfterMs: 2000,
      cause: error,
    });
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new WaycastError(
      'unauthenticated',
      `the token's claim ${error.claim} ${error.reason === 'missing' ? 'is missing' : 'is not accepted here'}`,
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) {
    return new WaycastError('unauthenticated', 'the token was signed with another key');
  }
  return new WaycastError('unauthenticated', 'this is not a valid token (JWT)');
}

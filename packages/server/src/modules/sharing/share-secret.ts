import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 24;
const ID_BYTES = 12;
/** No JWT begins like this: a JWT has dots. */
const SECRET = /^share_[A-Za-z0-9_-]{32}$/;

/** A new secret: 192 bits that nobody can guess, in letters that need no escaping in an address. */
export function newSecret(): string {
  return `share_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

export function newShareId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/** Whether a token is the secret of a share link, which may be over or never have been. */
export function isSecret(token: string): boolean {
  return SECRET.test(token);
}

/** What is stored of a secret. It is random enough that no salt is needed. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

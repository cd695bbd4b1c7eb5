import { createHmac, randomBytes } from 'node:crypto';
import type { WebhookSecrets } from '../../ports/alerts.ts';

const PREFIX = 'whsec_';
const KEY_BYTES = 32;

/** A new secret: `whsec_` and 32 random bytes as base64. */
export function newSecret(): string {
  return PREFIX + randomBytes(KEY_BYTES).toString('base64');
}

/**
 * The headers of a message by Standard Webhooks: its id, the seconds of its sending and a signature over both and the
 * body, `v1,` and HMAC-SHA256 as base64; a second one by the former secret while that still counts.
 */
export function signatureHeaders(
  secrets: WebhookSecrets,
  message: { readonly id: string; readonly now: number; readonly body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(message.now / 1000));
  const keys = [secrets.secret, ...(secrets.former === undefined ? [] : [secrets.former])];
  const signatures = keys.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    const content = `${message.id}.${timestamp}.${message.body}`;
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

import webPush from 'web-push';
import type { PushSealer } from '../../ports/push-sealer.ts';

/** VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY and VAPID_SUBJECT. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
}

/** Encrypts and signs by the library `web-push`; sending is left to whoever checks addresses. */
export function createPushSealer({ publicKey, privateKey, subject }: VapidKeys): PushSealer {
  return {
    publicKey,
    seal({ endpoint, keys }, payload, { ttlS, urgency, topic }) {
      const details = webPush.generateRequestDetails({ endpoint, keys }, payload, {
        vapidDetails: { subject, publicKey, privateKey },
        contentEncoding: 'aes128gcm',
        TTL: ttlS,
        urgency,
        topic,
      });
      const headers = Object.entries(details.headers).filter(
        ([name]) => name.toLowerCase() !== 'content-length',
      );
      return {
        url: details.endpoint,
        headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
        body: details.body ?? new Uint8Array(),
      };
    },
  };
}

/** A new pair of keys, as base64url. */
export function newVapidKeys(): { readonly publicKey: string; readonly privateKey: string } {
  return webPush.generateVAPIDKeys();
}

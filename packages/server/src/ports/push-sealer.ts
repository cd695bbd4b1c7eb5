import type { PushTarget } from './alerts.ts';
import type { OutboundPost } from './outbound.ts';

/** How a push service is to treat a message (RFC 8030). */
export interface PushHandling {
  /** Seconds for which it keeps the message for a device that is away. */
  readonly ttlS: number;
  readonly urgency: 'normal' | 'high';
  /** A later message of the same topic replaces it: up to 32 characters of base64url. */
  readonly topic: string;
}

/** Encrypts notifications for one browser (RFC 8291) and signs them as this server (RFC 8292). */
export interface PushSealer {
  /** What browsers subscribe with. */
  readonly publicKey: string;
  /** Throws when the subscription's keys are none. */
  seal(target: PushTarget, payload: string, handling: PushHandling): OutboundPost;
}

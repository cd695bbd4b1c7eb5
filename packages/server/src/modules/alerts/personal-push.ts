import { createHash } from 'node:crypto';
import { isoTime } from '../../kernel/iso-time.ts';
import type { PersonalTarget, PushSubscriptions } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbound } from '../../ports/outbound.ts';
import type { PersonalMessage, PersonalOutcome, PersonalPush } from '../../ports/personal-push.ts';
import type { PushHandling, PushSealer } from '../../ports/push-sealer.ts';
import { delayAfter } from './backoff.ts';

export interface PersonalPushParts {
  readonly store: Pick<PushSubscriptions, 'pushTargets' | 'dropSubscription'>;
  readonly outbound: Outbound;
  /** Absent: push is off. */
  readonly sealer: PushSealer | undefined;
  readonly clock: Clock;
}

/** Somebody waits for the answer, so that it is tried again soon or not at all. */
const SCHEDULE_MS = [1000, 5000];
/** No attempt begins later than this after the first; a push service that asks for more patience is not asked again. */
const ATTEMPTS_WITHIN_MS = 15_000;
/** What a push service answers for a subscription that ended (RFC 8030, section 7.3). */
const ENDED: ReadonlySet<number> = new Set([404, 410]);

type Attempt = 'sent' | 'ended' | { readonly error: string };

/** Notifications to one person through the push services of their browsers. */
export function createPersonalPush({ store, outbound, sealer, clock }: PersonalPushParts): PersonalPush {
  async function deliver(
    own: PushSealer,
    target: PersonalTarget,
    message: PersonalMessage,
  ): Promise<Attempt> {
    const begunAt = clock.now();
    for (let attempts = 0; ; attempts++) {
      const leftMs = message.until - clock.now();
      if (leftMs <= 0) return { error: 'it was too late to try again' };
      const attempt = await post(own, target, message, Math.ceil(leftMs / 1000));
      const afterMs =
        attempt.error === undefined ? undefined : delayAfter(attempts, SCHEDULE_MS, attempt.afterMs);
      if (attempt.error === undefined) return attempt.outcome;
      const patienceMs = Math.min(leftMs, begunAt + ATTEMPTS_WITHIN_MS - clock.now());
      if (afterMs === undefined || afterMs >= patienceMs) return { error: attempt.error };
      await new Promise<void>((resolve) => void clock.after(afterMs, resolve));
    }
  }

  async function post(own: PushSealer, target: PersonalTarget, message: PersonalMessage, ttlS: number) {
    const sealed = seal(own, target, message, ttlS);
    if (sealed === undefined) return { outcome: 'ended', error: undefined } as const;
    const answer = await outbound.post(sealed);
    if (answer.kind !== 'answered') return { error: answer.reason, afterMs: undefined } as const;
    if (answer.status >= 200 && answer.status < 300) return { outcome: 'sent', error: undefined } as const;
    if (ENDED.has(answer.status)) return { outcome: 'ended', error: undefined } as const;
    return { error: `HTTP ${answer.status}`, afterMs: answer.retryAfterMs } as const;
  }

  return {
    async tell(tenant, subject, message): Promise<PersonalOutcome> {
      if (sealer === undefined) return { kind: 'push_off' };
      const targets = await store.pushTargets(tenant, subject, clock.now());
      const attempts = await Promise.all(targets.map((target) => deliver(sealer, target, message)));
      const ended = targets.filter((_target, index) => attempts[index] === 'ended');
      for (const { subscriptionId } of ended) await store.dropSubscription(tenant, subscriptionId);
      const devices = attempts.filter((attempt) => attempt === 'sent').length;
      if (devices > 0) return { kind: 'sent', devices };
      const failed = attempts.find((attempt) => typeof attempt === 'object');
      return failed === undefined ? { kind: 'no_subscription' } : { kind: 'failed', error: failed.error };
    },
  };
}

/** Undefined: the keys of the subscription are none. */
function seal(sealer: PushSealer, target: PersonalTarget, message: PersonalMessage, ttlS: number) {
  const { until: _until, topic: what, at, ...shown } = message;
  const topic = topicOf(what);
  const handling: PushHandling = { ttlS, urgency: 'high', topic };
  try {
    return sealer.seal(target, JSON.stringify({ alertId: topic, ...shown, at: isoTime(at) }), handling);
  } catch {
    return undefined;
  }
}

function topicOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 32);
}

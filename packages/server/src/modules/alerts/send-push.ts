import type { Alert } from '@waycast/contract';
import type { ClaimedDelivery, DeliveryOutcome, PushSubscriptions, PushTarget } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbound, OutboundPost } from '../../ports/outbound.ts';
import type { PushSealer } from '../../ports/push-sealer.ts';
import { pushPayload, pushTopic, urgencyOf } from './messages.ts';
import { dead, outcomeOf } from './outcome.ts';

interface PushParts {
  readonly store: Pick<PushSubscriptions, 'pushTarget' | 'dropSubscription'>;
  readonly outbound: Outbound;
  /** Absent: push is off. */
  readonly sealer: PushSealer | undefined;
  readonly clock: Clock;
  readonly schedule: readonly number[];
  /** A notification is of no use this long after its alert. */
  readonly freshnessMs: number;
}

/** What a push service answers for a subscription that ended (RFC 8030, section 7.3). */
const ENDED: ReadonlySet<number> = new Set([404, 410]);

/** Delivers to browsers through their push services. Rejects only when the store cannot be asked. */
export function createPushSender(parts: PushParts) {
  const { store, outbound, sealer, clock, schedule, freshnessMs } = parts;
  return async ({ tenant, targetId, about, attempts }: ClaimedDelivery): Promise<DeliveryOutcome> => {
    if (about.what !== 'alert') return dead('notifications are of alerts only');
    const { alert } = about;
    if (sealer === undefined) return dead('push is off: VAPID_PUBLIC_KEY is not set');
    const leftMs = Date.parse(alert.createdAt) + freshnessMs - clock.now();
    if (leftMs <= 0) return dead('too late for a notification');
    const target = await store.pushTarget(tenant, targetId, alert.vehicleId);
    if (target === undefined) return dead('the subscription has ended, or may not get this vehicle any more');
    const message = seal(sealer, { target, alert, tenant, leftMs });
    if (message === undefined) return dead('the keys of the subscription are none');
    const answer = await outbound.post(message);
    if (answer.kind === 'answered' && ENDED.has(answer.status)) {
      await store.dropSubscription(tenant, targetId);
      return dead('the push service says that the subscription ended', answer.status);
    }
    return outcomeOf(answer, attempts, schedule);
  };
}

interface Sealing {
  readonly target: PushTarget;
  readonly alert: Alert;
  readonly tenant: string;
  readonly leftMs: number;
}

function seal(sealer: PushSealer, { target, alert, tenant, leftMs }: Sealing): OutboundPost | undefined {
  const handling = {
    ttlS: Math.ceil(leftMs / 1000),
    urgency: urgencyOf(alert.kind),
    topic: pushTopic(tenant, alert),
  };
  try {
    return sealer.seal(target, pushPayload(alert, ruleNameOf(alert)), handling);
  } catch {
    return undefined;
  }
}

function ruleNameOf({ explanation, ruleId }: Alert): string {
  const { rule } = explanation;
  const name = typeof rule === 'object' && rule !== null && 'name' in rule ? rule.name : undefined;
  return typeof name === 'string' ? name : ruleId;
}

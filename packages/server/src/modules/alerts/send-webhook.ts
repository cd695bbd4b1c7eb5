import type { ClaimedDelivery, DeliveryOutcome, Webhooks } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbound, OutboundAnswer, OutboundPost } from '../../ports/outbound.ts';
import { webhookMessage } from './messages.ts';
import { dead, outcomeOf } from './outcome.ts';
import { signatureHeaders } from './signature.ts';

interface WebhookParts {
  readonly store: Pick<Webhooks, 'webhookTarget'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly schedule: readonly number[];
}

/** Delivers to webhooks. Rejects only when the store cannot be asked. */
export function createWebhookSender({ store, outbound, clock, schedule }: WebhookParts) {
  return async ({ tenant, targetId, about, attempts }: ClaimedDelivery): Promise<DeliveryOutcome> => {
    const target = await store.webhookTarget(tenant, targetId, clock.now());
    if (target === undefined) return dead('the webhook was deleted');
    if (!target.active) return dead('the webhook is switched off; switch it on and replay');
    const { id, body } = webhookMessage(about);
    const headers = signatureHeaders(target, { id, now: clock.now(), body });
    const answer = await outbound.post(messageTo(target.url, headers, body));
    return outcomeOf(answer, attempts, schedule);
  };
}

/** Posts a message of type `ping`, once. */
export async function pingWebhook(
  target: { readonly url: string; readonly secret: string; readonly former: string | undefined },
  id: string,
  { outbound, clock }: Pick<WebhookParts, 'outbound' | 'clock'>,
): Promise<OutboundAnswer> {
  const now = clock.now();
  const body = JSON.stringify({ type: 'ping', timestamp: new Date(now).toISOString(), data: {} });
  return outbound.post(messageTo(target.url, signatureHeaders(target, { id, now, body }), body));
}

function messageTo(url: string, signature: Readonly<Record<string, string>>, body: string): OutboundPost {
  return {
    url,
    body,
    headers: { 'content-type': 'application/json', 'user-agent': 'Waycast', ...signature },
  };
}

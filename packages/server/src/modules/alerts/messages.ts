import { createHash } from 'node:crypto';
import type { Alert, AlertKind } from '@waycast/contract';
import type { ClaimedDelivery } from '../../ports/alerts.ts';

/** What webhooks get: the form of Standard Webhooks, with the whole alert or event of a conversation as data. */
export function webhookMessage(about: ClaimedDelivery['about']): {
  readonly id: string;
  readonly body: string;
} {
  if (about.what === 'alert') {
    const { alertId: id, kind, at } = about.alert;
    return { id, body: JSON.stringify({ type: `alert.${kind}`, timestamp: at, data: about.alert }) };
  }
  const { what: _, ...data } = about;
  return { id: data.id, body: JSON.stringify({ type: data.kind, timestamp: data.at, data }) };
}

/** What a push service's message may hold once it is encrypted is 4,096 bytes; this is far below. */
const MAX_WORDS = 400;

/** What the service worker shows, and where a tap leads. */
export function pushPayload(alert: Alert, ruleName: string): string {
  const { alertId, kind, vehicleId, at } = alert;
  return JSON.stringify({
    alertId,
    kind,
    vehicleId,
    at,
    title: clipped(alert.summary),
    body: clipped(`Rule “${ruleName}”. ${delayText(alert)}`),
    url: `/vehicles/${encodeURIComponent(vehicleId)}`,
  });
}

const URGENT: ReadonlySet<AlertKind> = new Set([
  'geofence_exit',
  'overspeed',
  'offline',
  'unexpected_child',
  'missing_child',
  'child_left_on_bus',
]);

export function urgencyOf(kind: AlertKind): 'normal' | 'high' {
  return URGENT.has(kind) ? 'high' : 'normal';
}

/** Of what waits for a device that is away, the newest of a rule and vehicle is enough. */
export function pushTopic(tenant: string, { ruleId, vehicleId, kind }: Alert): string {
  return createHash('sha256')
    .update(`${tenant}/${ruleId}/${vehicleId}/${kind}`)
    .digest('base64url')
    .slice(0, 32);
}

function delayText({ at, createdAt }: Alert): string {
  const seconds = Math.max(0, Math.round((Date.parse(createdAt) - Date.parse(at)) / 1000));
  if (seconds < 120) return `Known ${seconds} s after it happened.`;
  return `Known ${Math.round(seconds / 60)} min after it happened.`;
}

function clipped(text: string): string {
  return text.length <= MAX_WORDS ? text : `${text.slice(0, MAX_WORDS - 1)}…`;
}

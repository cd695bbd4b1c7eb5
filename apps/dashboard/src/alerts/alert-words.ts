import type { HttpApi } from '@waycast/client';

export type Alert = Awaited<ReturnType<HttpApi['listAlerts']>>['items'][number];
export type AlertKind = Alert['kind'];
export type AlertRule = Awaited<ReturnType<HttpApi['listAlertRules']>>['rules'][number];
export type Webhook = Awaited<ReturnType<HttpApi['listWebhooks']>>['webhooks'][number];
export type Delivery = Awaited<ReturnType<HttpApi['listDeliveries']>>['items'][number];

/** Every kind in the order of forms, as people call it. A missing one does not compile. */
const NAMES: Readonly<Record<AlertKind, string>> = {
  geofence_enter: 'Enters a geofence',
  geofence_exit: 'Leaves a geofence',
  geofence_dwell: 'Stays in a geofence',
  overspeed: 'Drives too fast',
  offline: 'Goes offline',
  trip_started: 'Starts a trip',
  trip_ended: 'Ends a trip',
  unexpected_child: 'Takes a child who is not expected',
  missing_child: 'Leaves without a child',
  child_left_on_bus: 'Ends a trip with a child aboard',
};

export const KINDS = Object.keys(NAMES) as AlertKind[];

export function kindName(kind: AlertKind): string {
  return NAMES[kind];
}

type WebhookEvent = NonNullable<Webhook['events']>[number];

/** What a webhook gets, as people call it. */
export function webhookEventName(event: WebhookEvent): string {
  switch (event) {
    case 'alerts':
      return 'Every kind of alert';
    case 'message.new':
      return 'New messages';
    case 'conversation.changed':
      return 'Changed conversations';
    default:
      return NAMES[event];
  }
}

/** What a rule is about, in a line: "Enters a geofence, drives too fast · bus-7 · quiet 22:00–06:00". */
export function ruleText({ on, vehicles, groups, fences, quietHours }: AlertRule): string {
  const deeds = on.map((kind, index) => (index === 0 ? NAMES[kind] : NAMES[kind].toLowerCase())).join(', ');
  const limits = [
    listText(vehicles, 'vehicle'),
    listText(groups, 'group'),
    listText(fences, 'geofence'),
    quietHours === null ? undefined : `quiet ${quietHours.from}–${quietHours.to}`,
  ];
  return [deeds, ...limits.filter((text) => text !== undefined)].join(' · ');
}

const NAMED = 3;

function listText(ids: readonly string[] | null, what: string): string | undefined {
  if (ids === null) return undefined;
  if (ids.length <= NAMED) return ids.join(', ');
  return `${ids.length} ${what}s`;
}

/** Where alerts of a rule go. */
export function channelText({ webhooks, push }: AlertRule['channels']): string {
  const hooks =
    webhooks === 'all'
      ? 'all webhooks'
      : webhooks.length === 0
        ? undefined
        : `webhook ${webhooks.join(', ')}`;
  const parts = [hooks, push ? 'notifications' : undefined].filter((text) => text !== undefined);
  return parts.length === 0 ? 'Kept in this list only' : `To ${parts.join(' and ')}`;
}

/** Why an alert was not sent, if it was not. */
export function suppressionText(suppressed: Alert['suppressed']): string | undefined {
  switch (suppressed) {
    case null:
      return undefined;
    case 'quiet_hours':
      return 'Not sent: quiet hours';
    case 'late':
      return 'No notification: known too late';
  }
}

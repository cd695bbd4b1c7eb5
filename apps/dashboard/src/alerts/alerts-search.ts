export const ALERT_TABS = ['feed', 'rules', 'webhooks'] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

/** Which part of the page is shown; the feed is left out. */
export interface AlertsSearch {
  readonly tab?: Exclude<AlertTab, 'feed'>;
}

/** Reads an address; what makes no sense counts as absent. */
export function toAlertsSearch(raw: Record<string, unknown>): AlertsSearch {
  const { tab } = raw;
  return tab === 'rules' || tab === 'webhooks' ? { tab } : {};
}

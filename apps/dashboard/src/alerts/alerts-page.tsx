import { Link, useSearch } from '@tanstack/react-router';
import { PageHead } from '../shell/page-head.tsx';
import { useTitle } from '../shell/use-title.ts';
import styles from './alerts.module.css';
import { ALERT_TABS, type AlertsSearch, type AlertTab } from './alerts-search.ts';
import { Feed } from './feed.tsx';
import { PushSwitch } from './push-switch.tsx';
import { Rules } from './rules.tsx';
import { Webhooks } from './webhooks.tsx';

const TAB_NAMES = { feed: 'Alerts', rules: 'Rules', webhooks: 'Webhooks' } as const;

/** The feed, the rules and the webhooks, one at a time; notifications of this device above all. */
export function AlertsPage() {
  useTitle('Alerts · Waycast');
  const search: AlertsSearch = useSearch({ strict: false });
  const tab: AlertTab = search.tab ?? 'feed';
  return (
    <main className={styles.page}>
      <PageHead title="Alerts" />
      <PushSwitch />
      <nav className={styles.tabs} aria-label="Parts of this page">
        {ALERT_TABS.map((name) => (
          <Link
            key={name}
            to="/alerts"
            search={name === 'feed' ? {} : { tab: name }}
            className={styles.tab}
            // It sets aria-current: only where the tab is the same as well.
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {TAB_NAMES[name]}
          </Link>
        ))}
      </nav>
      {tab === 'feed' && <Feed />}
      {tab === 'rules' && <Rules />}
      {tab === 'webhooks' && <Webhooks />}
    </main>
  );
}

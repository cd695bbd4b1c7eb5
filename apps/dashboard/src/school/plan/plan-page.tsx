import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import registry from '../../registry/registry.module.css';
import { PageHead } from '../../shell/page-head.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { CalendarsTab } from './calendars-tab.tsx';
import { GtfsTab } from './gtfs-tab.tsx';
import styles from './plan.module.css';
import { PLAN_TABS, type PlanSearch, type PlanTab } from './plan-search.ts';
import { RoutesTab } from './routes-tab.tsx';
import { SchedulesTab } from './schedules-tab.tsx';
import { StopsTab } from './stops-tab.tsx';
import type { TabProps } from './tab-props.ts';

const TAB_WORDS: Readonly<Record<PlanTab, string>> = {
  routes: 'Routes',
  stops: 'Stops',
  calendars: 'Calendars',
  schedules: 'Schedules',
  gtfs: 'GTFS',
};

const TABS: Readonly<Record<Exclude<PlanTab, 'gtfs'>, (props: TabProps) => ReactNode>> = {
  routes: RoutesTab,
  stops: StopsTab,
  calendars: CalendarsTab,
  schedules: SchedulesTab,
};

/** Where buses go, on which days, at what times. */
export function PlanPage() {
  useTitle('Plan · Waycast');
  const navigate = useNavigate();
  const search: PlanSearch = useSearch({ strict: false });
  const tab: PlanTab = search.tab ?? 'routes';
  const change = (
    next: { readonly [K in keyof PlanSearch]: PlanSearch[K] | undefined },
    replace: boolean,
  ): void => {
    const entries = Object.entries({ ...search, ...next }).filter(([, value]) => value !== undefined);
    void navigate({ to: '/school/plan', search: Object.fromEntries(entries), replace });
  };
  const Tab = tab === 'gtfs' ? null : TABS[tab];
  return (
    <main className={styles.page}>
      <PageHead title="Plan" back={{ to: '/school', words: 'Board' }} />
      <nav className={registry.tabs} aria-label="Plan">
        {PLAN_TABS.map((name) => (
          <Link
            key={name}
            to="/school/plan"
            search={name === 'routes' ? {} : { tab: name }}
            activeOptions={{ exact: true, includeSearch: true }}
            className={registry.tab}
            aria-current={name === tab ? 'page' : undefined}
          >
            {TAB_WORDS[name]}
          </Link>
        ))}
      </nav>
      {Tab === null ? (
        <GtfsTab />
      ) : (
        <Tab
          key={tab}
          text={search.q ?? ''}
          id={search.id}
          onText={(q) => change({ q: q === '' ? undefined : q }, true)}
          onOpen={(id) => change({ id }, false)}
        />
      )}
    </main>
  );
}

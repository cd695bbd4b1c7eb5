import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { toAlertsSearch } from './alerts/alerts-search.ts';
import { AppFrame } from './app-frame.tsx';
import { toPlaybackSearch } from './playback/playback-search.ts';
import { toRegistrySearch } from './registry/registry-search.ts';
import { toReportsSearch } from './reports/reports-search.ts';
import { toFleetSearch } from './shell/fleet-search.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** The map stays while vehicles open and close before it. */
const fleet = createRoute({
  getParentRoute: () => root,
  id: 'fleet',
  validateSearch: toFleetSearch,
  component: AppFrame,
});
const everything = createRoute({ getParentRoute: () => fleet, path: '/' });
const vehicle = createRoute({ getParentRoute: () => fleet, path: '/vehicles/$vehicleId' });
const driver = createRoute({
  getParentRoute: () => root,
  path: '/driver',
  component: lazyRouteComponent(() => import('./driver/driver-app.tsx'), 'DriverApp'),
});
const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  component: lazyRouteComponent(() => import('./operations/operations-app.tsx'), 'OperationsApp'),
});
const registry = createRoute({
  getParentRoute: () => root,
  path: '/registry',
  validateSearch: toRegistrySearch,
  component: lazyRouteComponent(() => import('./registry/registry-app.tsx'), 'RegistryApp'),
});
const geofences = createRoute({
  getParentRoute: () => root,
  path: '/geofences',
  validateSearch: (raw: Record<string, unknown>): { fence?: string } =>
    typeof raw['fence'] === 'string' || typeof raw['fence'] === 'number'
      ? { fence: String(raw['fence']) }
      : {},
  component: lazyRouteComponent(() => import('./geofences/geofences-app.tsx'), 'GeofencesApp'),
});

const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: toReportsSearch,
  component: lazyRouteComponent(() => import('./reports/reports-app.tsx'), 'ReportsApp'),
});
const playback = createRoute({
  getParentRoute: () => root,
  path: '/vehicles/$vehicleId/playback',
  validateSearch: toPlaybackSearch,
  component: lazyRouteComponent(() => import('./playback/playback-app.tsx'), 'PlaybackApp'),
});
const devices = createRoute({
  getParentRoute: () => root,
  path: '/devices',
  component: lazyRouteComponent(() => import('./devices/devices-app.tsx'), 'DevicesApp'),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: toAlertsSearch,
  component: lazyRouteComponent(() => import('./alerts/alerts-app.tsx'), 'AlertsApp'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    fleet.addChildren([everything, vehicle]),
    driver,
    operations,
    playback,
    registry,
    reports,
    alerts,
    geofences,
    devices,
  ]),
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function NotFound() {
  return (
    <main style={{ padding: 32 }}>
      <h1>There is nothing at this address</h1>
      <p>
        Go to{' '}
        <Link to="/" style={{ textDecoration: 'underline' }}>
          the map
        </Link>
        .
      </p>
    </main>
  );
}

import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { toAlertsSearch } from './alerts/alerts-search.ts';
import { toPlaybackSearch } from './playback/playback-search.ts';
import { toRegistrySearch } from './registry/registry-search.ts';
import { toReportsSearch } from './reports/reports-search.ts';
import { toRoadsSearch } from './roads/roads-search.ts';
import { toBoardSearch } from './school/board/board-search.ts';
import { toPlanSearch } from './school/plan/plan-search.ts';
import { toStudentsSearch } from './school/students/students-search.ts';
import { Connected } from './session/connected.tsx';
import { FleetScreen } from './shell/fleet-screen.tsx';
import { toFleetSearch } from './shell/fleet-search.ts';
import { textOf } from './shell/search-state.ts';
import { toTaxiSearch } from './taxi/board/board-search.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** One session and one connection for all pages but the driver's, which stays signed in on its phone. */
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });
/** The map stays while vehicles open and close before it. */
const fleet = createRoute({
  getParentRoute: () => signedIn,
  id: 'fleet',
  validateSearch: toFleetSearch,
  component: FleetScreen,
});
const everything = createRoute({ getParentRoute: () => fleet, path: '/' });
const vehicle = createRoute({ getParentRoute: () => fleet, path: '/vehicles/$vehicleId' });
const driver = createRoute({
  getParentRoute: () => root,
  path: '/driver',
  component: lazyRouteComponent(() => import('./driver/driver-app.tsx'), 'DriverApp'),
});
const operations = createRoute({
  getParentRoute: () => signedIn,
  path: '/operations',
  component: lazyRouteComponent(() => import('./operations/operations-page.tsx'), 'OperationsPage'),
});
const registry = createRoute({
  getParentRoute: () => signedIn,
  path: '/registry',
  validateSearch: toRegistrySearch,
  component: lazyRouteComponent(() => import('./registry/registry-page.tsx'), 'RegistryPage'),
});
const geofences = createRoute({
  getParentRoute: () => signedIn,
  path: '/geofences',
  validateSearch: (raw: Record<string, unknown>): { fence?: string } =>
    typeof raw['fence'] === 'string' || typeof raw['fence'] === 'number'
      ? { fence: String(raw['fence']) }
      : {},
  component: lazyRouteComponent(() => import('./geofences/geofences-page.tsx'), 'GeofencesPage'),
});

const reports = createRoute({
  getParentRoute: () => signedIn,
  path: '/reports',
  validateSearch: toReportsSearch,
  component: lazyRouteComponent(() => import('./reports/reports-page.tsx'), 'ReportsPage'),
});
const playback = createRoute({
  getParentRoute: () => signedIn,
  path: '/vehicles/$vehicleId/playback',
  validateSearch: toPlaybackSearch,
  component: lazyRouteComponent(() => import('./playback/playback-page.tsx'), 'PlaybackPage'),
});
const devices = createRoute({
  getParentRoute: () => signedIn,
  path: '/devices',
  component: lazyRouteComponent(() => import('./devices/devices-page.tsx'), 'DevicesPage'),
});

const alerts = createRoute({
  getParentRoute: () => signedIn,
  path: '/alerts',
  validateSearch: toAlertsSearch,
  component: lazyRouteComponent(() => import('./alerts/alerts-page.tsx'), 'AlertsPage'),
});

const school = createRoute({
  getParentRoute: () => signedIn,
  path: '/school',
  validateSearch: toBoardSearch,
  component: lazyRouteComponent(() => import('./school/board/board-page.tsx'), 'BoardPage'),
});
const schoolTrip = createRoute({
  getParentRoute: () => signedIn,
  path: '/school/trips/$tripId',
  component: lazyRouteComponent(() => import('./school/trip/trip-page.tsx'), 'TripPage'),
});
const schoolPlan = createRoute({
  getParentRoute: () => signedIn,
  path: '/school/plan',
  validateSearch: toPlanSearch,
  component: lazyRouteComponent(() => import('./school/plan/plan-page.tsx'), 'PlanPage'),
});
const students = createRoute({
  getParentRoute: () => signedIn,
  path: '/school/students',
  validateSearch: toStudentsSearch,
  component: lazyRouteComponent(() => import('./school/students/students-page.tsx'), 'StudentsPage'),
});
/** These two, and those of taxi drivers and riders, stay signed in on their phones, as the page of drivers does. */
const schoolDriver = createRoute({
  getParentRoute: () => root,
  path: '/school/driver',
  validateSearch: (raw: Record<string, unknown>): { trip?: string } =>
    typeof raw['trip'] === 'string' || typeof raw['trip'] === 'number' ? { trip: String(raw['trip']) } : {},
  component: lazyRouteComponent(() => import('./school/driver/school-driver-app.tsx'), 'SchoolDriverApp'),
});
const guardian = createRoute({
  getParentRoute: () => root,
  path: '/school/guardian',
  component: lazyRouteComponent(() => import('./school/guardian/guardian-app.tsx'), 'GuardianApp'),
});

const taxi = createRoute({
  getParentRoute: () => signedIn,
  path: '/taxi',
  validateSearch: toTaxiSearch,
  component: lazyRouteComponent(() => import('./taxi/board/taxi-page.tsx'), 'TaxiPage'),
});
const taxiDriver = createRoute({
  getParentRoute: () => root,
  path: '/taxi/driver',
  component: lazyRouteComponent(() => import('./taxi/driver/taxi-driver-app.tsx'), 'TaxiDriverApp'),
});
const rider = createRoute({
  getParentRoute: () => root,
  path: '/taxi/rider',
  validateSearch: (raw: Record<string, unknown>): { order?: string } => {
    const order = textOf(raw['order']);
    return order === '' ? {} : { order };
  },
  component: lazyRouteComponent(() => import('./taxi/rider/rider-app.tsx'), 'RiderApp'),
});

const roads = createRoute({
  getParentRoute: () => signedIn,
  path: '/roads',
  validateSearch: toRoadsSearch,
  component: lazyRouteComponent(() => import('./roads/roads-page.tsx'), 'RoadsPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    driver,
    schoolDriver,
    guardian,
    taxiDriver,
    rider,
    signedIn.addChildren([
      fleet.addChildren([everything, vehicle]),
      operations,
      playback,
      registry,
      reports,
      alerts,
      geofences,
      devices,
      school,
      schoolTrip,
      schoolPlan,
      students,
      taxi,
      roads,
    ]),
  ]),
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function SignedIn() {
  return (
    <Connected>
      <Outlet />
    </Connected>
  );
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

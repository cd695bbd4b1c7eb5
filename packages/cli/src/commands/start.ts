import { createWaycast, fromEnv, type Waycast, type WaycastConfig } from '@waycast/server';
import { printBanner } from '../serving/banner.ts';
import { dashboardDir } from '../serving/dashboard-dir.ts';
import { untilSignal } from '../serving/until-signal.ts';
import { packageVersion } from '../version.ts';

/** Runs the server until SIGTERM or SIGINT, which drains it. */
export async function start(): Promise<void> {
  const options = fromEnv();
  await untilSignal(async (onEnd) => {
    const dashboard = dashboardDir();
    const waycast = await createWaycast({
      ...options,
      ...(dashboard === undefined ? {} : { dashboardDir: dashboard }),
    });
    onEnd(() => waycast.close());
    tellWhere(waycast, dashboard !== undefined);
  });
}

function tellWhere({ url, config }: Waycast, hasDashboard: boolean): void {
  printBanner(`Waycast ${packageVersion()}`, [
    ['listening', url ?? ''],
    ['database', databaseOf(config)],
    ['tokens', identityOf(config)],
    ...(hasDashboard ? [] : [['dashboard', 'not built: npm run build -w @waycast/dashboard'] as const]),
  ]);
}

/** Where fixes are stored, without passwords. */
function databaseOf({ databaseUrl, dataDir }: WaycastConfig): string {
  if (databaseUrl === undefined) return `embedded, in ${dataDir}`;
  const { hostname, pathname } = new URL(databaseUrl);
  return `PostgreSQL ${pathname.slice(1)} on ${hostname}`;
}

function identityOf({ jwtSecret, jwtJwksUrl }: WaycastConfig): string {
  const ways = [
    ...(jwtSecret === undefined ? [] : ['signed with JWT_SECRET']),
    ...(jwtJwksUrl === undefined ? [] : [`signed with a key of ${jwtJwksUrl}`]),
  ];
  return ways.join(', or ');
}

import { createWaycast, fromEnv, type WaycastConfig } from '@waycast/server';
import { printBanner } from '../serving/banner.ts';
import { dashboardDir } from '../serving/dashboard-dir.ts';
import { untilSignal } from '../serving/until-signal.ts';
import { packageVersion } from '../version.ts';

/** Runs the server until SIGTERM or SIGINT, which drains it. */
export async function start(): Promise<void> {
  const dashboard = dashboardDir();
  const waycast = await createWaycast({ ...fromEnv(), ...(dashboard === undefined ? {} : { dashboardDir: dashboard }) });
  printBanner(`Waycast ${packageVersion()}`, [
    ['listening', waycast.url ?? ''],
    ['database', databaseOf(waycast.config)],
    ['tokens', identityOf(waycast.config)],
    ...(dashboard === undefined ? [['dashboard', 'not built: npm run build -w @waycast/dashboard'] as const] : []),
  ]);
  await untilSignal(() => waycast.close());
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

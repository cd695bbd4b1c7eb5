import { createWaycast, fromEnv, resolveConfig, type WaycastConfig } from '@waycast/server';
import { printBanner } from '../serving/banner.ts';
import { builtPages } from '../serving/built-pages.ts';
import { returnMemory } from '../serving/return-memory.ts';
import { untilSignal } from '../serving/until-signal.ts';
import { packageVersion } from '../version.ts';
import { runWorkers } from '../workers/run-workers.ts';

/** Runs the server, as one process or as WORKERS of them, until SIGTERM or SIGINT, which drains it. */
export async function start(): Promise<void> {
  const options = fromEnv();
  const config = resolveConfig(options);
  const pages = builtPages();
  await untilSignal(async (onEnd) => {
    if (config.workers > 1) {
      const url = await runWorkers(config.workers, onEnd);
      return tellWhere(url, config, pages.dashboardDir !== undefined);
    }
    const waycast = await createWaycast({ ...options, ...pages });
    onEnd(() => waycast.close());
    onEnd(returnMemory(() => waycast.connections));
    tellWhere(waycast.url ?? '', waycast.config, pages.dashboardDir !== undefined);
  });
}

function tellWhere(url: string, config: WaycastConfig, hasDashboard: boolean): void {
  printBanner(`Waycast ${packageVersion()}`, [
    ['listening', url],
    ...(config.workers === 1 ? [] : [['processes', String(config.workers)] as const]),
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

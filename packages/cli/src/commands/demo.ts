import { createWaycast, fromEnv, resolveConfig, type Waycast, type WaycastOptions } from '@waycast/server';
import { messageOf } from '../failure.ts';
import { startDemoFleet } from '../fleet/demo-fleet.ts';
import { startDemoSchool } from '../school/demo-school.ts';
import { dispatcherTokens, type ServerAccess } from '../sending/server-access.ts';
import { printBanner } from '../serving/banner.ts';
import { dashboardDir } from '../serving/dashboard-dir.ts';
import { untilSignal } from '../serving/until-signal.ts';
import { ensureDemoKey } from '../token/local-key.ts';

const LOOPBACK = '127.0.0.1';

/** Runs a server for looking around: embedded database, own key, simulated fleet. Ends by SIGINT or SIGTERM. */
export async function demo(): Promise<void> {
  const { databaseUrl, ...settings } = fromEnv();
  if (databaseUrl !== undefined)
    process.stderr.write('The demo leaves DATABASE_URL alone and keeps its data in DATA_DIR.\n');
  const key = await ensureDemoKey(resolveConfig(settings));
  await untilSignal(async (onEnd) => {
    const waycast = await openServer(settings, key.secret);
    onEnd(() => waycast.close());
    const access = accessOf(waycast, key.secret);
    const fleet = await startDemoFleet(access, waycast.config);
    onEnd(() => fleet.close());
    process.stderr.write(`  ${fleet.vehicles} vehicles are on the road. Ctrl-C stops everything.\n`);
    const school = await startDemoSchool(access, tellTrouble);
    onEnd(() => school.close());
    const { buses, pupils } = school;
    process.stderr.write(`  ${buses} school buses take ${pupils} children to school and home.\n\n`);
  });
}

async function openServer(settings: WaycastOptions, jwtSecret: string): Promise<Waycast> {
  const dashboard = dashboardDir();
  const waycast = await createWaycast({
    ...quietly(settings),
    host: settings.host ?? LOOPBACK,
    jwtSecret,
    demo: true,
    ...(dashboard === undefined ? {} : { dashboardDir: dashboard }),
  });
  tellWhereToLook(waycast, dashboard !== undefined);
  return waycast;
}

/** What a simulated driver could not report; it is tried again. */
function tellTrouble(error: unknown): void {
  process.stderr.write(`The simulated school: ${messageOf(error)}\n`);
}

/** Whoever looks around wants warnings, not a line for every event. */
function quietly(settings: WaycastOptions): WaycastOptions {
  return { ...settings, logLevel: settings.logLevel ?? 'warn' };
}

/** The fleet reports over loopback, whatever address the outside world uses. */
function accessOf({ url, config }: Waycast, secret: string): ServerAccess {
  const isPublic = config.publicUrl !== undefined;
  return {
    url: isPublic || url === undefined ? `http://localhost:${config.port}` : url,
    token: dispatcherTokens('demo-fleet', secret, config),
  };
}

function tellWhereToLook({ url }: Waycast, hasDashboard: boolean): void {
  const token = (rest: string): string => `npx waycast token ${rest}`;
  printBanner('Waycast demo', [
    [
      'map',
      hasDashboard
        ? `${url}  (signs you in by itself)`
        : 'the dashboard is not built: npm run build -w @waycast/dashboard',
    ],
    ['driver page', `${url}/driver`],
    [
      'school',
      `${url}/school  (dave drives line 01 at /school/driver, mum's children are at /school/guardian)`,
    ],
    ['API', `${url}/api/docs`],
    ['dispatcher', token('--subject olga --role dispatcher')],
    ['driver', token('--subject dave --role driver --vehicle my-phone')],
    ['viewer', token('--subject mum --role viewer --vehicle bus-1')],
    ['admin', token('--subject root --role admin')],
  ]);
}

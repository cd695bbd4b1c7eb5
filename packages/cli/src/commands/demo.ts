import { createWaycast, fromEnv, resolveConfig, type Waycast, type WaycastOptions } from '@waycast/server';
import { startDemoConversations } from '../conversations/demo-conversations.ts';
import { messageOf } from '../failure.ts';
import { startDemoFleet } from '../fleet/demo-fleet.ts';
import { startDemoRoads } from '../roads/demo-roads.ts';
import { startDemoSchool } from '../school/demo-school.ts';
import { type AccessAs, dispatcherTokens, type ServerAccess, tokensOf } from '../sending/server-access.ts';
import { printBanner } from '../serving/banner.ts';
import { builtPages } from '../serving/built-pages.ts';
import { untilSignal } from '../serving/until-signal.ts';
import { startDemoTaxi } from '../taxi/demo-taxi.ts';
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
    const { vehicles } = fleet;
    process.stderr.write(`  ${vehicles.length} vehicles are on the road. Ctrl-C stops everything.\n`);
    const accessAs = accessOfOthers(access, key.secret, waycast.config);
    const taxis = await startDemoTaxi({ access, accessAs, vehicles, onFailed: tellTrouble('taxis') });
    onEnd(() => taxis.close());
    process.stderr.write(`  ${taxis.taxis} of them are taxis that take riders where they want to go.\n`);
    const school = await startDemoSchool(access, tellTrouble('school'));
    onEnd(() => school.close());
    const { buses, pupils } = school;
    process.stderr.write(`  ${buses} school buses take ${pupils} children to school and home.\n`);
    const roads = await startDemoRoads({ access, accessAs, onFailed: tellTrouble('phones') });
    onEnd(() => roads.close());
    process.stderr.write(`  ${roads.phones} phones tell how the roads are.\n`);
    const conversations = await startDemoConversations({
      ...{ access, accessAs, origins: originsOf(waycast), onFailed: tellTrouble('customers') },
    });
    onEnd(() => conversations.close());
    process.stderr.write('  Customers write to the office, and its agent answers.\n\n');
  });
}

async function openServer(settings: WaycastOptions, jwtSecret: string): Promise<Waycast> {
  const pages = builtPages();
  const waycast = await createWaycast({
    ...quietly(settings),
    host: settings.host ?? LOOPBACK,
    jwtSecret,
    demo: true,
    ...pages,
  });
  tellWhereToLook(waycast, pages.dashboardDir !== undefined);
  return waycast;
}

/** What somebody simulated could not do; it is tried again. */
function tellTrouble(whose: 'school' | 'taxis' | 'phones' | 'customers'): (error: unknown) => void {
  return (error) => process.stderr.write(`The simulated ${whose}: ${messageOf(error)}\n`);
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

/** Addresses that a browser may have for the demo: its page with the chat is to work under each. */
function originsOf({ url, config }: Waycast): string[] {
  const local = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${config.port}`);
  return [
    ...new Set([...local, ...[url, config.publicUrl].flatMap((one) => URL.parse(one ?? '')?.origin ?? [])]),
  ];
}

/** Drivers, riders of taxis and agents come with tokens of their own. */
function accessOfOthers({ url }: ServerAccess, secret: string, config: Waycast['config']): AccessAs {
  return (subject, role, vehicles = []) => ({
    url,
    token: tokensOf({ subject, roles: [role], vehicles }, secret, config),
  });
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
    ['taxi', `${url}/taxi  (dave drives at /taxi/driver, mia orders at /taxi/rider)`],
    ['roads', `${url}/roads`],
    ['conversations', `${url}/inbox  (agents answer; a page of others with the chat is at /chat)`],
    ['API', `${url}/api/docs`],
    ['dispatcher', token('--subject olga --role dispatcher')],
    ['driver', token('--subject dave --role driver --vehicle my-phone')],
    ['viewer', token('--subject mum --role viewer --vehicle bus-1')],
    ['customer', token('--subject mia --role customer')],
    ['admin', token('--subject root --role admin')],
  ]);
}

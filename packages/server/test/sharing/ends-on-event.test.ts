import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';
import { type SharingServer, startSharingServer } from './sharing-server.ts';

const database = freshDatabase();
let server: SharingServer;
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: await database });
  server = await startSharingServer({ databaseUrl: await database });
  await client.connect();
  const known = () => client.query("select from event_cursors where reader = 'share-links'");
  await until('the server reads events', async () => (await known()).rowCount === 1);
  await server.report('van-1');
});
afterAll(async () => {
  await server?.waycast.close();
  await client?.end();
});

/** Writes what settling writes when a vehicle enters a fence. */
async function entered(fenceId: string, at: number): Promise<void> {
  const finding = { kind: 'fence', key: `${fenceId}@${at}`, startsAt: at, endsAt: null, data: { fenceId } };
  await client.query(
    `insert into vehicle_events (tenant_id, vehicle_id, kind, key, action, at, late, finding)
     values ('default', 'van-1', 'fence', $1, 'opened', to_timestamp($2::float8 / 1000), false, $3)`,
    [finding.key, at, JSON.stringify(finding)],
  );
}

it('a link ends with the event that it waits for, on live connections too; one that was made later does not', async () => {
  const waiting = { until: { on: { event: 'geofence_enter', fenceId: 'home' } } };
  const [home, other] = [await server.share('van-1', waiting), await server.share('van-1')];
  const follower = await connectWebSocket(`${server.url.replace('http', 'ws')}/ws`, home.token);
  await follower.ask('track:vehicle', { vehicleId: 'van-1' });
  await entered('home', Date.parse(home.createdAt) - 1);
  await entered('depot', Date.now());
  await entered('home', Date.now());
  expect((await follower.ended).code).toBe('unauthenticated');
  expect(await server.current(home.token)).toEqual({ state: 'ended', at: expect.any(String) });
  expect(await server.current(other.token)).toMatchObject({ state: 'active' });
});

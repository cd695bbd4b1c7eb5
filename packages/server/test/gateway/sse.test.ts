import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Received } from '../../src/conformance/transport-suite.ts';
import { eventId, readEventId } from '../../src/gateway/sse/last-event-id.ts';
import { openStream, type SseClient } from './clients/sse-client.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let tenant = '';
let tenants = 0;
const clients: SseClient[] = [];
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => {
  tenants += 1;
  tenant = `sse-${tenants}`;
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => stage?.close());

async function open(topics: string, lastEventId?: string, more = ''): Promise<SseClient> {
  const token = await stage.token({ tenant, subject: 'd', roles: ['dispatcher'] });
  const client = await openStream(
    `http://127.0.0.1:${stage.port}/api/stream?topics=${topics}${more}`,
    token,
    lastEventId,
  );
  clients.push(client);
  return client;
}

const alert = (n: number) =>
  stage.live.append({ tenant, family: 'geofence', id: 'bus-1' }, 'geofence:alert', { vehicleId: 'bus-1', n });
const note = (n: number) =>
  stage.live.append({ tenant, family: 'drivers', id: '' }, 'message', { type: 'note', n });
const isNote =
  (n: number) =>
  ({ event, data }: Received) =>
    event === 'message' && data.n === n;
const isAlert =
  (n: number) =>
  ({ event, data }: Received) =>
    event === 'geofence:alert' && data.n === n;

describe('Server-Sent Events', () => {
  it('knows where it stands from the start: nothing that comes before the first event is missed', async () => {
    await note(1);
    const client = await open('drivers');
    await expect.poll(() => client.lastEventId()).toMatch(/-1$/);
    const id = client.lastEventId();
    await client.close();
    await note(2);
    const back = await open('drivers', id);
    await back.until(isNote(2));
    expect(back.received.map(({ data }) => data.n)).toEqual([2]);
  });

  it('[P53] gives each event an id that covers all log topics of the stream, and replays all from it', async () => {
    const client = await open('geofence:bus-1,vehicle:bus-1,drivers');
    const [first, second] = [await alert(1), await note(1)];
    await client.until(isNote(1));
    expect(client.lastEventId()).toBe(`${first.epoch}-1,${second.epoch}-1`);
    const id = client.lastEventId();
    await client.close();
    await alert(2);
    await note(2);
    const back = await open('geofence:bus-1,vehicle:bus-1,drivers', id);
    await Promise.all([back.until(isAlert(2)), back.until(isNote(2))]);
    expect(back.received.map(({ event, data }) => `${event} ${data.n}`).sort()).toEqual([
      'geofence:alert 2',
      'message 2',
    ]);
  });

  it('[P54] takes the id from the query too, for pages cannot set the header at first', async () => {
    const { epoch } = await note(1);
    await note(2);
    const client = await open('drivers', undefined, `&lastEventId=${epoch}-1`);
    await client.until(isNote(2));
    expect(client.received.map(({ data }) => data.n)).toEqual([2]);
  });

  it.each(['garbage', 'a-1,b-2', 'other-epoch-1', `${'x'.repeat(100)}-1`])(
    '[P54] tells that it starts over for the id %s',
    async (id) => {
      await note(1);
      const client = await open('drivers', id);
      const { data } = await client.until(({ event }) => event === 'resync');
      expect(data).toMatchObject({ topic: 'drivers', recovered: false, offset: 1 });
    },
  );

  it('keeps announcements that were not asked for out of the id', async () => {
    const client = await open('geofence:bus-1');
    const { epoch } = await alert(1);
    await client.until(isAlert(1));
    await stage.live.append({ tenant, family: 'users', id: '' }, 'message', { type: 'note', n: 1 });
    await client.until(isNote(1));
    expect(client.lastEventId()).toBe(`${epoch}-1`);
  });

  it.each([
    ['', 'invalid'],
    [',', 'invalid'],
    ['nonsense:1', 'invalid'],
    ['vehicle:', 'invalid'],
    [Array.from({ length: 101 }, (_, n) => `vehicle:${n}`).join(), 'too_large'],
  ])('[P55] refuses the topics "%.20s" with %s before the stream begins', async (topics, code) => {
    const client = await open(topics);
    await expect(client.ended).resolves.toMatchObject({ code });
    expect(client.received).toEqual([]);
  });

  it('sends the headers that keep proxies from holding events back', async () => {
    const token = await stage.token({ tenant, subject: 'd', roles: ['dispatcher'] });
    const abort = new AbortController();
    const response = await fetch(`http://127.0.0.1:${stage.port}/api/stream?topics=fleet&token=${token}`, {
      signal: abort.signal,
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    abort.abort();
  });

  it('reads back the ids it writes', () => {
    const positions = [
      { epoch: 'a-b-c', offset: 7 },
      { epoch: 'd', offset: 0 },
    ];
    expect(readEventId(eventId(positions), 2)).toEqual(positions);
    expect(readEventId(eventId(positions), 1)).toBeUndefined();
  });
});

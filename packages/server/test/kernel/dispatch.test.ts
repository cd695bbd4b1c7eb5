import { COMMAND_NAMES, COMMANDS, ERROR_CODES, type ErrorCode, WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { instrumented } from '../../src/conformance/instrumented.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { createKernelRig, type KernelRig, LIMITS, type RigOptions } from './kernel-rig.ts';

const rigs: KernelRig[] = [];

function open(options: RigOptions = {}): KernelRig {
  const rig = createKernelRig(options);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** A kernel whose history fails the way given. */
function openFailing(failure: () => unknown): KernelRig {
  const history = instrumented(createMemoryHistory(), async () => {
    throw failure();
  }, ['record']);
  return open({ ports: { history } });
}

const FIX = { vehicleId: 'bus-7', latitude: 52.5, longitude: -8.5 };

/** Of taxis and conversations, whose tests open a server. */
const OF_MODULES = /^(order|message):|:conversation$|^typing$/;

describe('dispatch', () => {
  it('[P12] refuses everything but authenticate before it', async () => {
    const { connect } = open();
    const client = connect();
    for (const name of COMMAND_NAMES.filter((command) => command !== 'authenticate')) {
      const reply = await client.send(name, { vehicleId: 'bus-7', topic: 'fleet' });
      expect(reply).toMatchObject({
        ok: false,
        error: { code: 'unauthenticated', message: expect.stringContaining(name) },
      });
    }
    expect(await client.verdict('authenticate', {})).toBe('invalid');
  });

  it.each<[string, ErrorCode, (rig: KernelRig) => Promise<unknown>]>([
    ['an unknown command', 'invalid', async (rig) => (await rig.client()).send('fly', {})],
    ['a name that every object has', 'invalid', async (rig) => (await rig.client()).send('constructor', {})],
    ['a name that is no text', 'invalid', async (rig) => (await rig.client()).send({ toString: 1 }, {})],
    ['no input where some is needed', 'invalid', async (rig) => (await rig.client()).send('track:vehicle')],
    [
      'input of the wrong kind',
      'invalid',
      async (rig) => (await rig.client()).send('track:vehicle', 'bus-7'),
    ],
    [
      'a field of the wrong kind',
      'invalid',
      async (rig) => (await rig.client()).send('track:vehicle', { vehicleId: {} }),
    ],
    [
      'an unknown topic',
      'invalid',
      async (rig) => (await rig.client()).send('subscribe', { topic: 'weather:1' }),
    ],
    [
      'a fleet with an id',
      'invalid',
      async (rig) => (await rig.client()).send('subscribe', { topic: 'fleet:1' }),
    ],
    [
      'a fix that is none',
      'invalid',
      async (rig) => (await rig.client()).send('location:update', { vehicleId: 'bus-7' }),
    ],
    ['a bad token', 'unauthenticated', async (rig) => rig.connect().send('authenticate', { token: 'x' })],
    [
      'a role that may not',
      'forbidden',
      async (rig) => (await rig.client({ roles: ['viewer'] })).send('location:update', FIX),
    ],
    [
      'a vehicle of others',
      'not_found',
      async (rig) => (await rig.client({ roles: ['viewer'] })).send('track:vehicle', { vehicleId: 'bus-7' }),
    ],
    [
      'a token of another subject',
      'conflict',
      async (rig) =>
        (await rig.client()).send('authenticate', { token: await rig.token({ subject: 'bob' }) }),
    ],
  ])('[P10] answers %s with %s', async (_name, code, ask) => {
    expect(await ask(open())).toMatchObject({
      ok: false,
      error: { code, requestId: expect.any(String), message: expect.any(String) },
    });
  });

  it('answers rate_limited, with the time to wait', async () => {
    const rig = open({ settings: { limits: { ...LIMITS, commandsPerSession: { perSecond: 1, burst: 1 } } } });
    expect(await (await rig.client()).send('heartbeat')).toMatchObject({
      ok: false,
      error: { code: 'rate_limited', retryAfterMs: 1000 },
    });
  });

  it('[P9] answers internal for what nobody foresaw: nothing of it in the answer, all of it in the log', async () => {
    const rig = openFailing(() => new Error('secret of the database'));
    const reply = await (await rig.client()).send('location:update', FIX);
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
    const requestId = reply.ok ? '' : reply.error.requestId;
    expect(rig.log.lines).toMatchObject([
      {
        level: 'error',
        fields: { requestId, command: 'location:update', err: { message: 'secret of the database' } },
      },
    ]);
  });

  it.each(ERROR_CODES)('passes on what fails with %s, as it is', async (code) => {
    const rig = openFailing(() => new WaycastError(code, 'said so', { retryAfterMs: 7 }));
    const reply = await (await rig.client()).send('location:update', FIX);
    expect(reply).toMatchObject({ ok: false, error: { code, message: 'said so', retryAfterMs: 7 } });
    expect([rig.log.lines, rig.metrics.total(`commanded location:update ${code}`)]).toEqual([[], 1]);
  });

  it('[P5] gives every answer a request id of its own', async () => {
    const rig = open();
    const clients = [await rig.client(), await rig.client()];
    const ids = new Set<string>();
    for (const client of clients) {
      for (const name of ['heartbeat', 'nonsense', 'heartbeat']) {
        const reply = await client.send(name);
        ids.add((reply.ok ? reply.requestId : reply.error.requestId) ?? 'none');
      }
    }
    expect(ids.size).toBe(6);
  });

  it('answers every command with the fields that the contract promises', async () => {
    const rig = open();
    const client = await rig.client();
    const inputs: Readonly<Record<string, unknown>> = {
      authenticate: { token: await rig.token({}) },
      ...{ 'track:vehicle': { vehicleId: 7 }, 'untrack:vehicle': { vehicleId: 7 } },
      ...{ 'track:trip': { tripId: 't-1' }, 'untrack:trip': { tripId: 't-1' } },
      'track:fleet': { bbox: [-9, 52, -8, 53], tickMs: 100 },
      'location:update': FIX,
      ...{ heartbeat: { latitude: 1, longitude: 2 }, 'region:join': { geohash: 'gc5zgt' } },
      'join:company': { companyId: 'c-1' },
      ...{ subscribe: { topic: 'vehicle:bus-7' }, unsubscribe: { topic: 'vehicle:bus-7' } },
    };
    for (const name of COMMAND_NAMES.filter((one) => !OF_MODULES.test(one))) {
      const ack = await client.ask(name, inputs[name]);
      expect(COMMANDS[name].ack.strict().safeParse(ack).error, name).toBeUndefined();
    }
    for (const topic of ['fleet', 'geofence:bus-7', 'users']) {
      const ack = await client.ask('subscribe', { topic });
      expect(COMMANDS.subscribe.ack.strict().safeParse(ack).error, topic).toBeUndefined();
    }
  });

  it('takes commands whose input is optional without one', async () => {
    const client = await open().client();
    for (const name of ['heartbeat', 'track:fleet', 'untrack:fleet'])
      expect(await client.verdict(name)).toBe('ok');
  });

  it('never rejects, whatever it is given', async () => {
    const rig = open();
    const client = await rig.client();
    const name = fc.oneof(fc.constantFrom(...COMMAND_NAMES), fc.anything());
    await fc.assert(
      fc.asyncProperty(name, fc.oneof(fc.anything(), fc.jsonValue()), async (command, input) => {
        const reply = await client.send(command, input);
        expect(reply.ok || ERROR_CODES.includes(reply.error.code)).toBe(true);
        expect(!reply.ok && reply.error.code === 'internal').toBe(false);
      }),
      { numRuns: 1500 },
    );
    expect(rig.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('track:vehicle', () => {
  it('[P20] answers with the newest position, sends it as an event, then what is newer', async () => {
    const rig = open();
    const client = await rig.client();
    expect(await client.ask('track:vehicle', { vehicleId: 'bus-7' })).toEqual({ location: null });
    await client.ask('location:update', FIX);
    const other = await rig.client();
    const { location } = (await other.ask('track:vehicle', { vehicleId: 'bus-7' })) as { location: object };
    expect(location).toMatchObject({ ...FIX, status: 'ONLINE', accuracy: null });
    expect(await other.events()).toEqual([{ event: 'location:update', ...location }]);
    expect(await client.events()).toEqual([{ event: 'location:update', ...location }]);
  });

  it('stays half done by nothing when its second topic fails, and can be asked again', async () => {
    let failing = true;
    const { live } = createKernelRig();
    const rig = open({
      ports: {
        live: instrumented(
          live,
          async (point) => {
            if (failing && point === 'replay:before') throw new WaycastError('unavailable', 'live is away');
          },
          ['replay'],
        ),
      },
    });
    const client = rig.connect();
    await client.send('authenticate', { token: await rig.token({}) });
    expect(await client.verdict('track:vehicle', { vehicleId: 'bus-7' })).toBe('unavailable');
    expect(client.session.followCount).toBe(0);
    failing = false;
    await client.ask('track:vehicle', { vehicleId: 'bus-7' });
    await client.ask('location:update', FIX);
    expect((await client.events()).map(({ event }) => event)).toEqual(['location:update']);
  });

  it('keeps an earlier follow when asking again fails', async () => {
    let failing = false;
    const { live } = createKernelRig();
    const rig = open({
      ports: {
        live: instrumented(
          live,
          async (point) => {
            if (failing && point === 'get:before') throw new WaycastError('unavailable', 'live is away');
          },
          ['get'],
        ),
      },
    });
    const client = await rig.client();
    await client.ask('track:vehicle', { vehicleId: 'bus-7' });
    failing = true;
    expect(await client.verdict('track:vehicle', { vehicleId: 'bus-7' })).toBe('unavailable');
    failing = false;
    await client.ask('location:update', FIX);
    expect((await client.events()).map(({ event }) => event)).toEqual(['location:update']);
  });
});

describe('untrack and unsubscribe', () => {
  it('[P23] let no event of the topic follow the ack, also for a slow reader', async () => {
    const rig = open();
    const client = await rig.client();
    await client.ask('track:vehicle', { vehicleId: 'bus-7' });
    await client.ask('track:fleet', { tickMs: 20 });
    client.socket.full = true;
    await client.ask('location:update', FIX);
    await rig.live.append({ tenant: 'acme', family: 'geofence', id: 'bus-7' }, 'geofence:alert', {
      says: 'alert',
    });
    rig.clock.advance(20);
    await client.ask('untrack:vehicle', { vehicleId: 'bus-7' });
    await client.ask('untrack:fleet');
    client.socket.full = false;
    client.session.outbox.drained();
    expect(await client.events()).toEqual([]);
  });

  it('are answered for what is not followed', async () => {
    const client = await open().client();
    expect(await client.ask('untrack:vehicle', { vehicleId: 'bus-7' })).toEqual({});
    expect(await client.ask('unsubscribe', { topic: 'geofence:bus-7' })).toEqual({});
  });

  it('win over a join that is still under way', async () => {
    const rig = open();
    const client = await rig.client();
    const joins = [client.send('track:vehicle', { vehicleId: 'bus-7' }), client.send('track:fleet')];
    await client.ask('untrack:fleet');
    await Promise.all(joins);
    await client.ask('untrack:vehicle', { vehicleId: 'bus-7' });
    expect([client.session.fleet, client.session.followCount]).toEqual([undefined, 1]);
  });
});

describe('track:fleet', () => {
  it('[P29] is replaced by the last one asked for, whichever is answered last', async () => {
    const rig = open();
    const client = await rig.client();
    await Promise.all([
      client.ask('track:fleet', { bbox: [0, 0, 1, 1], tickMs: 20 }),
      client.ask('track:fleet', { bbox: [-9, 52, -8, 53], tickMs: 20 }),
    ]);
    await client.ask('location:update', FIX);
    await client.ask('location:update', { ...FIX, vehicleId: 'far', latitude: 0.5, longitude: 0.5 });
    rig.clock.advance(20);
    expect(await client.events()).toMatchObject([
      { event: 'locations:batch', updates: [{ vehicleId: 'bus-7' }] },
    ]);
  });
});

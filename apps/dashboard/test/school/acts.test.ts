import 'fake-indexeddb/auto';
import { WaycastError } from '@waycast/client';
import type { BoardingReport } from '@waycast/contract';
import { afterEach, describe, expect, test } from 'vitest';
import { ActSender, type SenderState } from '../../src/school/driver/act-sender.ts';
import { type Act, nextCall, scannedAction, statusWith, withActs } from '../../src/school/driver/acts.ts';
import { openDriverStore } from '../../src/school/driver/idb-driver-store.ts';
import { subjectOf } from '../../src/school/driver/subject-of.ts';
import { schoolWorld } from '../browser/school-world.ts';

const { passengers } = schoolWorld({ trips: 1 }, 0);
const AT = '2026-05-04T06:45:00.000Z';
const tapOf = (n: number, action: BoardingReport['action'] = 'BOARDED', tripId = 'trip-1'): Act => ({
  kind: 'boarding',
  tripId,
  report: { boardingId: `tap-${n}`, studentId: `s-${n}`, action, method: 'tap', at: AT },
});
const queued = (acts: readonly Act[]) => acts.map((act, key) => ({ key, act }));
const start: Act = { kind: 'start', tripId: 'trip-1', at: AT };

test('what waits is sent in order: boardings of one trip together, a start by itself', () => {
  expect(nextCall([])).toBeUndefined();
  expect(nextCall(queued([start, tapOf(1)]))).toMatchObject({ kind: 'start', keys: [0] });
  const call = nextCall(queued([tapOf(1), tapOf(2), tapOf(3, 'BOARDED', 'trip-2'), tapOf(4)]));
  expect(call).toMatchObject({ kind: 'boardings', tripId: 'trip-1', keys: [0, 1] });
});

test('taps count on the phone before they are sent, the latest of each student', () => {
  const students = withActs(
    passengers,
    'trip-1',
    queued([tapOf(5), tapOf(5, 'ALIGHTED'), tapOf(6, 'BOARDED', 'trip-2')]),
  );
  expect(students[4]).toMatchObject({ state: 'ALIGHTED', alightedAt: AT });
  expect(students[5]).toMatchObject({ state: 'EXPECTED' });
  const byCard = { boardingId: 'c', cardId: 'CARD-7', action: 'BOARDED', method: 'qr', at: AT } as const;
  const [, , , , , , seventh] = withActs(
    passengers,
    'trip-1',
    queued([{ kind: 'boarding', tripId: 'trip-1', report: byCard }]),
  );
  expect(seventh?.state).toBe('BOARDED');
  expect(scannedAction(seventh)).toBe('ALIGHTED');
  expect(statusWith('SCHEDULED', 'trip-1', queued([start]))).toBe('IN_PROGRESS');
});

test('a phone knows whose it is without asking', () => {
  const part = btoa(JSON.stringify({ sub: 'driver-3', tenant: 'acme' }));
  expect(subjectOf(`x.${part}.y`)).toBe('acme-driver-3');
  expect(subjectOf('no token')).toBe('unknown');
});

describe('the sender', () => {
  const senders: ActSender[] = [];
  afterEach(() => {
    for (const sender of senders.splice(0)) sender.close();
  });

  async function begin(answers: (() => Promise<unknown>)[], name = crypto.randomUUID()) {
    const store = await openDriverStore(name);
    const sent: unknown[] = [];
    const call = async (_: unknown, body: unknown): Promise<never> => {
      sent.push(body);
      return (await (answers.shift() ?? (async () => ({ results: [] })))()) as never;
    };
    const api = { startTrip: call, completeTrip: call, reportBoardings: call };
    const sender = new ActSender({ store, api, onSent: () => undefined, holdMs: 0 });
    senders.push(sender);
    return { sender, sent, store, name };
  }
  const until = (sender: ActSender, test: (state: SenderState) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!test(sender.state)) return;
        stop();
        resolve();
      };
      const stop = sender.subscribe(look);
      look();
    });
  const away = async (): Promise<never> => {
    throw new WaycastError('unavailable', 'The server cannot be reached.');
  };

  test('keeps what could not be sent, over a reload too, and sends it with its own id and time', async () => {
    const { sender, store, name } = await begin([away]);
    await sender.add(start);
    await until(sender, ({ problem }) => problem !== null);
    expect(sender.state.waiting).toHaveLength(1);
    sender.close();
    store.close();
    const again = await begin([], name);
    await again.sender.add(tapOf(1));
    await until(again.sender, ({ waiting }) => waiting.length === 0 && again.sent.length === 2);
    expect(again.sent[0]).toEqual({ at: AT });
    expect(again.sent[1]).toMatchObject({ boardings: [{ boardingId: 'tap-1', at: AT }] });
  });

  test('gives up what the server will never take, and says so; a trip that runs already is no news', async () => {
    const refuse = (code: 'conflict' | 'forbidden') => async (): Promise<never> => {
      throw new WaycastError(code, `no: ${code}`);
    };
    const { sender } = await begin([refuse('conflict'), refuse('forbidden')]);
    await sender.add(start);
    await sender.add(tapOf(1));
    await until(sender, ({ remarks, waiting }) => remarks.length > 0 && waiting.length === 0);
    expect(sender.state.remarks.map(({ message }) => message)).toEqual(['no: forbidden']);
  });

  test('tells what the server remarks on, but not what it had before', async () => {
    const result = (flag: string | null) => ({ index: 0, boardingId: `b-${flag}`, studentId: 's-1', flag });
    const { sender } = await begin([
      async () => ({ results: [result(null), result('repeated'), result('unexpected')] }),
    ]);
    await sender.add(tapOf(1));
    await until(sender, ({ remarks }) => remarks.length > 0);
    expect(sender.state.remarks.map(({ flag }) => flag)).toEqual(['unexpected']);
  });

  test('a full phone takes no more, rather than losing the oldest', async () => {
    const store = await openDriverStore(crypto.randomUUID(), 1);
    const key = await store.push(start);
    await expect(store.push(tapOf(1))).rejects.toThrow('holds 1 taps');
    await store.remove([key]);
    expect(await store.waiting()).toEqual([]);
    await store.keepDay({ readAtMs: 1, trips: [], passengers: {} });
    expect((await store.day())?.readAtMs).toBe(1);
    store.close();
  });
});

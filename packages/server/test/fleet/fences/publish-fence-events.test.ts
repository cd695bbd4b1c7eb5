import { afterEach, expect, it } from 'vitest';
import { until } from '../../../../../test/fixtures/until.ts';
import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { publishFenceEvents } from '../../../src/modules/fleet/fences/publish-fence-events.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { Finding } from '../../../src/ports/findings.ts';
import type { VehicleEvent, VehicleEventAction } from '../../../src/ports/vehicle-events.ts';
import { quiet } from '../../adapters/postgres/stores.ts';
import { createOutbox } from '../../alerts/outbox.ts';

const T0 = Date.parse('2026-05-04T08:00:00.000Z');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function world() {
  const live = createMemoryLive();
  const outbox = createOutbox();
  let replays = 0;
  const replay: typeof live.replay = (...asked) => {
    replays += 1;
    return live.replay(...asked);
  };
  const append: typeof live.append = (...event) => live.append(...event);
  const publish = (): void => {
    const parts = { events: outbox, live: { append, replay }, clock: systemClock, log: quiet };
    closers.push(publishFenceEvents(parts));
  };
  closers.push(() => live.close());
  const told = async () => {
    const topic = { tenant: 'acme', family: 'geofence', id: 'bus-1' } as const;
    const { epoch } = (await live.replay(topic)).position;
    const { events } = await live.replay(topic, { epoch, offset: 0 });
    return events.flatMap((event) => {
      if (event.kind !== 'log') return [];
      const { action, visit }: { action?: unknown; visit?: unknown } = event.data;
      return [`${String(action)} ${String(visit)}`];
    });
  };
  return { outbox, publish, told, replays: () => replays };
}

/** The n-th visit of a fence, a minute each. */
function visit(n: number, action: VehicleEventAction): Omit<VehicleEvent, 'id'> {
  const [startsAt, end] = [T0 + n * 120_000, T0 + n * 120_000 + 60_000];
  const entered = { rule: 'inside', distanceM: 10 };
  const about = { fenceId: 'depot', fenceName: 'Depot', entered };
  const finding: Finding =
    action === 'opened'
      ? { kind: 'fence', key: `v${n}`, startsAt, endsAt: null, data: about }
      : { kind: 'fence', key: `v${n}`, startsAt, endsAt: end, data: { ...about, left: entered } };
  return { tenant: 'acme', vehicleId: 'bus-1', action, at: startsAt, late: false, finding };
}

it('of many events of a vehicle each is told once, and what was told is read once', async () => {
  const { outbox, publish, told, replays } = world();
  outbox.write(visit(1, 'opened'));
  publish();
  await until('it is told', async () => (await told()).length === 1);
  const before = replays();
  const repeated = [visit(1, 'opened'), visit(1, 'closed'), visit(2, 'closed'), visit(2, 'closed')];
  outbox.write(...repeated, visit(3, 'withdrawn'), visit(4, 'opened'));
  await until('they are told', async () => (await told()).length === 5);
  expect(await told()).toEqual(['ARRIVED v1', 'DEPARTED v1', 'ARRIVED v2', 'DEPARTED v2', 'ARRIVED v4']);
  expect(replays() - before).toBe(2);
});

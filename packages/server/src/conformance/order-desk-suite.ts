import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OrderDesk } from '../ports/order-desk.ts';

/** Two servers under test, which may be the same one where there cannot be more. */
export interface OrderDeskSubject {
  readonly here: OrderDesk;
  readonly elsewhere: OrderDesk;
  /** Lets the time of a lock pass, where the implementation goes by a clock of the test. */
  passLockTime(): void;
  close(): Promise<void>;
}

/** The promises of the port `OrderDesk`, bound to an implementation whose locks last 1 s. */
export function orderDeskSuite(name: string, open: () => Promise<OrderDeskSubject>): void {
  describe(`order desk: ${name}`, () => {
    let subject: OrderDeskSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    lockRules(() => subject);
    viewRules(() => subject);
  });
}

function lockRules(subject: () => OrderDeskSubject): void {
  it('D1 gives the lock to one driver at a time, on whichever server', async () => {
    const { here, elsewhere } = subject();
    const tenant = randomUUID();
    const asked = Array.from({ length: 20 }, (_, n) =>
      (n % 2 ? here : elsewhere).tryLock(tenant, 'o1', `d${n}`),
    );
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  });

  it('D1 the holder who asks again has it, and gives it up for others', async () => {
    const { here, elsewhere } = subject();
    const tenant = randomUUID();
    expect(await here.tryLock(tenant, 'o1', 'ann')).toBe(true);
    expect(await elsewhere.tryLock(tenant, 'o1', 'ann')).toBe(true);
    expect(await elsewhere.tryLock(tenant, 'o1', 'bob')).toBe(false);
    expect(await here.releaseLock(tenant, 'o1', 'ann')).toBe(true);
    expect(await elsewhere.tryLock(tenant, 'o1', 'bob')).toBe(true);
  });

  it('D2 only its owner can release it', async () => {
    const { here, elsewhere } = subject();
    const tenant = randomUUID();
    expect(await here.releaseLock(tenant, 'o1', 'ann')).toBe(false);
    await here.tryLock(tenant, 'o1', 'ann');
    expect(await elsewhere.releaseLock(tenant, 'o1', 'bob')).toBe(false);
    expect(await elsewhere.tryLock(tenant, 'o1', 'bob')).toBe(false);
  });

  it('D2 it ends by itself, also when its holder keeps asking', async () => {
    const { here, elsewhere, passLockTime } = subject();
    const tenant = randomUUID();
    await here.tryLock(tenant, 'o1', 'ann');
    await here.tryLock(tenant, 'o1', 'ann');
    passLockTime();
    await vi.waitFor(async () => expect(await elsewhere.tryLock(tenant, 'o1', 'bob')).toBe(true), {
      timeout: 10_000,
    });
    expect(await here.releaseLock(tenant, 'o1', 'ann')).toBe(false);
  });

  it('keeps orders and tenants apart', async () => {
    const { here } = subject();
    const [tenant, rival] = [randomUUID(), randomUUID()];
    expect(await here.tryLock(tenant, 'o1', 'ann')).toBe(true);
    expect(await here.tryLock(rival, 'o1', 'bob')).toBe(true);
    expect(await here.tryLock(tenant, 'o2', 'bob')).toBe(true);
    await here.view(tenant, 'o1', 'ann');
    expect([await here.viewers(rival, 'o1'), await here.viewers(tenant, 'o2')]).toEqual([0, 0]);
  });
}

function viewRules(subject: () => OrderDeskSubject): void {
  const passTick = (): void => subject().passLockTime();

  it('D4 counts each driver once, until it looks no more', async () => {
    const { here, elsewhere } = subject();
    const tenant = randomUUID();
    expect(await here.viewers(tenant, 'o1')).toBe(0);
    expect(await here.view(tenant, 'o1', 'ann')).toBe(1);
    expect(await here.view(tenant, 'o1', 'ann')).toBe(1);
    expect(await elsewhere.view(tenant, 'o1', 'bob')).toBe(2);
    expect(await elsewhere.viewers(tenant, 'o1')).toBe(2);
    expect(await here.unview(tenant, 'o1', 'ann')).toBe(1);
    expect(await here.unview(tenant, 'o1', 'nobody')).toBe(1);
    expect(await elsewhere.unview(tenant, 'o1', 'bob')).toBe(0);
  });

  it('D4 a driver who views on two servers counts until it does on neither', async () => {
    const { here, elsewhere } = subject();
    const tenant = randomUUID();
    await here.view(tenant, 'o1', 'ann');
    await elsewhere.view(tenant, 'o1', 'ann');
    // The same desk, where there is one only: a driver counts once in it.
    const left = here === elsewhere ? 0 : 1;
    expect(await here.unview(tenant, 'o1', 'ann')).toBe(left);
    expect(await elsewhere.unview(tenant, 'o1', 'ann')).toBe(0);
  });

  it('D5 listeners are told, and last what it is', async () => {
    const { here, elsewhere } = subject();
    const tenant = randomUUID();
    const told: number[] = [];
    const end = [here, elsewhere].map((desk) =>
      desk.onViewers((counts) => {
        told.push(...counts.flatMap((one) => (one.tenant === tenant ? [one.count] : [])));
      }),
    );
    for (const driver of ['ann', 'bob', 'cid']) await here.view(tenant, 'o1', driver);
    passTick();
    await vi.waitFor(() => expect(told.at(-1)).toBe(3), { timeout: 10_000 });
    await elsewhere.view(tenant, 'o1', 'dan');
    await here.unview(tenant, 'o1', 'bob');
    await here.unview(tenant, 'o1', 'cid');
    passTick();
    await vi.waitFor(() => expect(told.at(-1)).toBe(2), { timeout: 10_000 });
    for (const stop of end) stop();
  });
}

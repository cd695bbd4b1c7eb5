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
  });
}

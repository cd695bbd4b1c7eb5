import { expect, test } from 'vitest';
import { runOrders } from '../campaign/orders/run-orders.ts';

// `npm run soak -- orders` runs the same with 1,000 drivers and 10,000 orders.
const SIZE = {
  drivers: 40,
  orders: 160,
  rivals: 20,
  atOnce: 5,
  expiresAfterS: 5,
  followedOneIn: 5,
  faultRounds: 1,
  calmMs: 800,
};

for (const [on, servers] of [
  ['sentinel', 3],
  ['no Redis', 1],
] as const) {
  test(`${servers} servers on ${on}: whatever is killed or lost, an order has one winner and a driver one order`, async () => {
    const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 31);
    const { verdict, ...figures } = await runOrders({ ...SIZE, seed, servers }, on, console.log);
    console.log(`seed ${seed}: ${JSON.stringify({ ...verdict, ...figures })}`);
    const { examples, ...wrong } = verdict;
    expect(
      Object.values(wrong).reduce((sum, count) => sum + count),
      examples.join('\n'),
    ).toBe(0);
    expect(figures.orders['COMPLETED']).toBeGreaterThan(SIZE.orders / 2);
    expect(Math.min(...figures.heard)).toBeGreaterThan(SIZE.orders / 4);
    expect(figures.orders['EXPIRED']).toBeGreaterThan(0);
  }, 240_000);
}

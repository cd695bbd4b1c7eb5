import type { Crowd, CrowdTotals, Published, PublishOptions } from './crowd.ts';

/** What `measureDelivery` asks of a crowd, of several crowds at several servers. */
export interface Crowds {
  totals(): Promise<Pick<CrowdTotals, 'updates' | 'closed'>>;
  cpuSeconds(): number;
  close(): Promise<void>;
}

export function together(crowds: readonly Crowd[]): Crowds {
  return {
    async totals() {
      const all = await Promise.all(crowds.map((crowd) => crowd.totals()));
      return {
        updates: all.reduce((sum, { updates }) => sum + updates, 0),
        closed: all.reduce((sum, { closed }) => sum + closed, 0),
      };
    },
    cpuSeconds: () => crowds.reduce((sum, crowd) => sum + crowd.cpuSeconds(), 0),
    async close() {
      await Promise.all(crowds.map((crowd) => crowd.close()));
    },
  };
}

/** Publishes through several crowds at once; times are those of the slowest. */
export async function publishTogether(
  crowds: readonly { readonly crowd: Crowd; readonly options: PublishOptions }[],
): Promise<Published> {
  const all = await Promise.all(crowds.map(({ crowd, options }) => crowd.publish(options)));
  const sum = (of: (one: Published) => number): number => all.reduce((total, one) => total + of(one), 0);
  const worst = (of: (one: Published) => number): number => Math.max(...all.map(of));
  return {
    sent: sum((one) => one.sent),
    acked: sum((one) => one.acked),
    seconds: worst((one) => one.seconds),
    received: sum((one) => one.received),
    p50: worst((one) => one.p50),
    p99: worst((one) => one.p99),
    max: worst((one) => one.max),
    ackP50: worst((one) => one.ackP50),
    ackP99: worst((one) => one.ackP99),
  };
}

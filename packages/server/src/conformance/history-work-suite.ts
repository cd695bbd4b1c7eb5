import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History } from '../ports/history.ts';
import type { HistoryWork, Mark, Work } from '../ports/history-work.ts';
import { fixAt, newTenant, of, T0 } from './history-samples.ts';

export interface HistoryWorkSubject {
  /** A server's history, which knows of no marks written before. */
  newServer(): History;
  readonly work: HistoryWork;
  /** Makes every mark look older than it is, by so many seconds. */
  age(seconds: number): Promise<void>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const HOUR_0 = Math.floor(T0 / HOUR_MS) * HOUR_MS;

/** The promises W1 to W4. */
export function historyWorkSuite(name: string, open: () => Promise<HistoryWorkSubject>): void {
  describe(`history work: ${name}`, () => {
    let subject: HistoryWorkSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const dueOf = async (tenant: string, work: Work = 'rollup'): Promise<Mark[]> =>
      (await subject.work.due(work, 10_000)).filter((mark) => mark.tenant === tenant);
    const hoursOf = (marks: readonly Mark[]) => marks.map(({ hour }) => hour).sort((a, b) => a - b);

    it('W1 W2 marks each hour of a vehicle for each work, due when nothing can be on its way any more', async () => {
      const tenant = newTenant();
      const fixes = [fixAt(HOUR_0), fixAt(HOUR_0 + 1), fixAt(HOUR_0 - 1), fixAt(HOUR_0 + HOUR_MS)];
      await subject.newServer().record(of(tenant, fixes));
      expect(await dueOf(tenant)).toEqual([]);
      await subject.age(121);
      for (const work of ['rollup', 'settle'] as const) {
        const marks = await dueOf(tenant, work);
        expect(hoursOf(marks)).toEqual([HOUR_0 - HOUR_MS, HOUR_0, HOUR_0 + HOUR_MS]);
        expect(marks.every((mark) => mark.settled && mark.vehicleId === 'bus-1' && mark.work === work)).toBe(
          true,
        );
      }
    });

    it('W1 takes a mark away when it is done, for that work alone', async () => {
      const tenant = newTenant();
      await subject.newServer().record(of(tenant, [fixAt(HOUR_0)]));
      await subject.age(121);
      await subject.work.done(await dueOf(tenant));
      expect(await dueOf(tenant)).toEqual([]);
      expect(await dueOf(tenant, 'settle')).toHaveLength(1);
    });

    it('W1 marks nothing for fixes that were refused, and those that shared their commit all the same', async () => {
      const tenant = newTenant();
      const server = subject.newServer();
      const refused = server.record(
        of(tenant, [fixAt(HOUR_0, { attributes: { note: 'a\0b' } }), fixAt(HOUR_0 + HOUR_MS)]),
      );
      const kept = server.record(of(tenant, [fixAt(HOUR_0 - HOUR_MS)]));
      await expect(refused).rejects.toMatchObject({ code: 'invalid' });
      await kept;
      await subject.age(121);
      expect(hoursOf(await dueOf(tenant))).toEqual([HOUR_0 - HOUR_MS]);
    });

    it('W1 marks the hours of a batch that takes several statements', async () => {
      const tenant = newTenant();
      const minutes = Array.from({ length: 2500 }, (_, index) => fixAt(HOUR_0 + index * 60_000));
      await subject.newServer().record(of(tenant, minutes));
      await subject.age(121);
      const hours = Array.from({ length: Math.ceil(2500 / 60) }, (_, index) => HOUR_0 + index * HOUR_MS);
      expect(hoursOf(await dueOf(tenant))).toEqual(hours);
    });

    it('W1 keeps a mark that was written again while the work was done', async () => {
      const tenant = newTenant();
      await subject.newServer().record(of(tenant, [fixAt(HOUR_0)]));
      await subject.age(300);
      const [taken] = await dueOf(tenant);
      await subject.newServer().record(of(tenant, [fixAt(HOUR_0 + 5)]));
      await subject.work.done(taken === undefined ? [] : [taken]);
      expect(await dueOf(tenant)).toEqual([]);
      await subject.age(121);
      expect(hoursOf(await dueOf(tenant))).toEqual([HOUR_0]);
    });

    it('W2 gives an hour that is still coming in now and then, and does not take it away', async () => {
      const tenant = newTenant();
      await subject.newServer().record(of(tenant, [fixAt(HOUR_0)]));
      await subject.age(301);
      await subject.newServer().record(of(tenant, [fixAt(HOUR_0 + 5)]));
      const marks = await dueOf(tenant);
      expect(marks).toMatchObject([{ hour: HOUR_0, settled: false }]);
      await subject.work.done(marks);
      expect(await dueOf(tenant)).toEqual([]);
      await subject.age(121);
      expect(await dueOf(tenant)).toMatchObject([{ hour: HOUR_0, settled: true }]);
    });

    it('W3 gives no more than was asked for, the oldest first', async () => {
      const tenant = newTenant();
      const server = subject.newServer();
      await server.record(of(tenant, [fixAt(HOUR_0)]));
      await subject.age(86_400);
      await server.record(of(tenant, [fixAt(HOUR_0 + HOUR_MS)]));
      await subject.age(121);
      expect(await subject.work.due('settle', 1)).toHaveLength(1);
      const all = await subject.work.due('settle', 10_000);
      const own = all.filter((mark) => mark.tenant === tenant);
      expect(own.map(({ hour }) => hour)).toEqual([HOUR_0, HOUR_0 + HOUR_MS]);
    });

    it('W4 two that do the same marks at once end as one does', async () => {
      const tenant = newTenant();
      const hours = Array.from({ length: 50 }, (_, index) => fixAt(HOUR_0 + index * HOUR_MS));
      await subject.newServer().record(of(tenant, hours));
      await subject.age(121);
      const marks = await dueOf(tenant);
      expect(marks).toHaveLength(50);
      await Promise.all([subject.work.done(marks), subject.work.done([...marks].reverse())]);
      await subject.work.done(await dueOf(tenant));
      await subject.age(121);
      expect(await dueOf(tenant)).toEqual([]);
    });
  });
}

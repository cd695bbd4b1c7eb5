import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costOf, endure, type Fault, type Ground } from './delivery.ts';

/** A test for each fault: what is true of delivery whatever happens, and what it cost for whoever reads along. */
export function survives<Setup>(
  name: string,
  faults: readonly Fault<Setup>[],
  open: () => Promise<Ground<Setup>>,
): void {
  describe(`proven delivery: ${name}`, () => {
    let ground: Ground<Setup>;
    beforeAll(async () => {
      ground = await open();
    });
    afterAll(() => ground?.stop());

    test.each(faults)('$name', { timeout: 180_000 }, async (fault) => {
      const outcome = await endure(fault, ground);
      console.log(costOf(fault, outcome));
      // Complete, in order, each once.
      expect(outcome.numbers).toEqual(outcome.published.events);
      expect(outcome.resyncs).toBe(0);
      expect(outcome.version).toBe(outcome.published.version);
      expect(outcome.stored).toBe(outcome.published.version);
      if (fault.shows) expect([...outcome.troubles]).not.toEqual([]);
    });
  });
}

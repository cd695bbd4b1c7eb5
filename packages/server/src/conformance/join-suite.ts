import { describe, expect, it } from 'vitest';
import type { Live } from '../ports/live.ts';
import {
  appendAlert,
  KEYED_PUBLICATIONS,
  KEYED_STATES,
  newestOf,
  offsetOf,
  PREPARED_ALERTS,
  prepareAlerts,
  versionOf,
} from './join-publications.ts';
import { allRuns, type Scenario } from './join-runs.ts';
import { LOG_JOININGS, once, sideBySide } from './joinings.ts';

/**
 * The join protocol over a live: subscribe → hold → read → ack → release. Each run injects publications at one
 * combination of the points where the join waits, and all combinations are run: with `mostPublished` of three events, some
 * ten times as many as with one less.
 */
export function joinSuite(live: () => Live, mostPublished: 1 | 2 | 3): void {
  describe('L1 L6 joining has no gap and no double, whatever is published while it waits', () => {
    for (const [held, prepare] of Object.entries(KEYED_STATES)) {
      for (const [published, publications] of Object.entries(KEYED_PUBLICATIONS)) {
        it(`keyed topic, ${held}, ${published}`, async () => {
          const complete: Scenario['complete'] = (events) =>
            events.some((event) => versionOf(event) === newestOf(published));
          for await (const { events } of allRuns(live(), {
            family: 'vehicle',
            prepare,
            joining: once,
            publications,
            complete,
          })) {
            expectRising(events.map(versionOf), 1);
          }
        });
      }
    }
    it('keyed topic, joined twice side by side', async () => {
      const publications = KEYED_PUBLICATIONS['two fixes'];
      const complete: Scenario['complete'] = (events) =>
        events.some((event) => versionOf(event) === newestOf('two fixes'));
      for (const joining of [sideBySide(), sideBySide({ reverse: true })]) {
        const scenario: Scenario = {
          family: 'vehicle',
          prepare: KEYED_STATES['a fix in live'],
          joining,
          publications,
          complete,
        };
        // The second join sends its snapshot too, which may be the same.
        for await (const { events } of allRuns(live(), scenario)) expectRising(events.map(versionOf), 0);
      }
    });
    for (const [since, { joining, first }] of Object.entries(LOG_JOININGS)) {
      for (let count = 1; count <= mostPublished; count++) {
        it(`log topic, ${since}, ${count} published`, async () => {
          const publications = Array.from({ length: count }, (_, index) =>
            appendAlert(`injected ${index + 1}`),
          );
          const last = PREPARED_ALERTS + count;
          const complete: Scenario['complete'] = (events, joined) =>
            first(joined) > last || events.some((event) => offsetOf(event) === last);
          const scenario: Scenario = {
            family: 'geofence',
            prepare: prepareAlerts,
            joining,
            publications,
            complete,
          };
          for await (const { joined, events } of allRuns(live(), scenario)) {
            expectComplete(events.map(offsetOf), first(joined), last);
          }
        });
      }
    }
  });
}

/** Each version is greater than the one before, or with `minStep` 0 at least not smaller. */
function expectRising(versions: readonly number[], minStep: 0 | 1): void {
  for (const [index, version] of versions.entries()) {
    const before = versions[index - 1] ?? Number.NEGATIVE_INFINITY;
    expect(minStep === 1 ? version > before : version >= before, `versions ${versions.join()}`).toBe(true);
  }
}

function expectComplete(offsets: readonly number[], first: number, last: number): void {
  expect(offsets).toEqual(Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index));
}

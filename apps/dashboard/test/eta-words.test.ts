import type { ShareEta } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { etaWords } from '../src/share/eta-words.ts';

const NOW = Date.parse('2026-05-04T08:00:00.000Z');
const between = (earliestMin: number, latestMin: number): ShareEta => ({
  kind: 'between',
  earliest: new Date(NOW + earliestMin * 60_000).toISOString(),
  latest: new Date(NOW + latestMin * 60_000).toISOString(),
  distanceM: 2400,
  method: 'straight-line',
});

describe('an estimate in words', () => {
  it.each<[ShareEta, string]>([
    [between(4.2, 11.1), 'In 4–12 min'],
    [between(0, 3), 'Within 3 min'],
    [between(-2, -1), 'Within 1 min'],
    [between(5, 5), 'In 5 min'],
    [between(50, 95), 'In 50 min – 1 h 35 min'],
    [between(61, 120), 'In 1 h 1 min – 2 h'],
    [{ kind: 'here', distanceM: 40 }, 'At the destination'],
    [{ kind: 'unknown', reason: 'standing', distanceM: 1240 }, '1.2 km away'],
    [{ kind: 'unknown', reason: 'no-position', distanceM: null }, 'Waiting'],
  ])('%j is "%s"', (eta, headline) => {
    expect(etaWords(eta, NOW).headline).toBe(headline);
  });

  it('of a ride says where it comes', () => {
    expect(etaWords(between(4, 11), NOW, 'pick-up')).toMatchObject({
      headline: 'In 4–11 min',
      detail: expect.stringMatching(/^At the pick-up about \d\d:/),
    });
    expect(etaWords({ kind: 'here', distanceM: 40 }, NOW, 'drop-off').headline).toBe('At the drop-off');
    const standing = { kind: 'unknown', reason: 'standing', distanceM: 1240 } as const;
    expect(etaWords(standing, NOW, 'pick-up').headline).toBe('1.2 km to the pick-up');
  });

  it('says how it was made, and why there is none', () => {
    expect(etaWords(between(4, 11), NOW).detail).toMatch(
      /^About \d\d:\d\d–\d\d:\d\d, estimated from distance/,
    );
    expect(etaWords({ kind: 'unknown', reason: 'not-nearing', distanceM: 9000 }, NOW).detail).toMatch(
      /not coming nearer/,
    );
  });
});

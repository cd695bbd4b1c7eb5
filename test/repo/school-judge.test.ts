import { expect, test } from 'vitest';
import { judgePushes } from '../campaign/school/judge-pushes.ts';

const complaintsOf = (reason: string, evidence: object, ...alertIds: string[]): string[] => {
  const complaints: string[] = [];
  const row = { trip_id: 't', guardian_id: 'g', kind: 'approaching', reason, evidence };
  const shown = alertIds.map((alertId) => ({ guardianId: 'g', alertId, kind: 'approaching', title: '' }));
  judgePushes([row], shown, (kind) => complaints.push(kind));
  return complaints;
};

test('a phone may show what a server that was killed had sent and not noted, once, and nothing else untold', () => {
  expect(complaintsOf('sending', {}, 'a')).toEqual([]);
  expect(complaintsOf('late', { takenUpAt: '2026-05-04T07:30:00.000Z' }, 'a')).toEqual([]);
  expect(complaintsOf('sent', {}, 'a', 'a')).toEqual([]);
  expect(complaintsOf('sent', {})).toEqual(['lostPushes']);
  expect(complaintsOf('sending', {}, 'a', 'b')).toEqual(['doubledPushes']);
  for (const reason of ['late', 'absent', 'failed'])
    expect(complaintsOf(reason, {}, 'a')).toEqual(['doubledPushes']);
});

import type { Rows } from '../read-rows.ts';
import type { Shown } from './guardians.ts';

type Complain = (kind: 'lostPushes' | 'doubledPushes', what: string) => void;

/** What a killed server left is taken up within a minute. */
export function isTold(reason: unknown): boolean {
  return reason === 'sent' || reason === 'sending';
}

/**
 * What was sent, some phone has, and none shows what was not told. A server may end between sending and noting it:
 * whoever takes it up sends the same id, which a phone shows once; until then it is `sending`, and `late` where that
 * comes too late.
 */
export function judgePushes(rows: Rows, shown: readonly Shown[], complain: Complain): void {
  const sent = new Map<string, number>();
  const possible = new Map<string, number>();
  for (const { reason, guardian_id, kind, evidence } of rows) {
    const key = `${guardian_id} ${kind}`;
    if (reason === 'sent') sent.set(key, (sent.get(key) ?? 0) + 1);
    if (isTold(reason) || wasTakenUp(evidence)) possible.set(key, (possible.get(key) ?? 0) + 1);
  }
  const distinct = new Map<string, Set<string>>();
  for (const { guardianId, kind, alertId } of shown) {
    const key = `${guardianId} ${kind}`;
    distinct.set(key, (distinct.get(key) ?? new Set()).add(alertId));
  }
  for (const [key, count] of sent) if ((distinct.get(key)?.size ?? 0) < count) complain('lostPushes', key);
  for (const [key, ids] of distinct)
    if (ids.size > (possible.get(key) ?? 0))
      complain('doubledPushes', `${key}: ${[...ids].join()}: ${reasonsOf(rows, key)}`);
}

/** What stands of a guardian's notices of a kind, with when it was decided. */
function reasonsOf(rows: Rows, key: string): string {
  return rows
    .filter(({ guardian_id, kind }) => `${guardian_id} ${kind}` === key)
    .map(({ trip_id, reason, evidence }) => `${trip_id} ${reason} ${JSON.stringify(evidence)}`)
    .join('; ');
}

function wasTakenUp(evidence: unknown): boolean {
  return typeof evidence === 'object' && evidence !== null && 'takenUpAt' in evidence;
}

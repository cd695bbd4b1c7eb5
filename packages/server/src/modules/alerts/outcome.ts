import type { DeliveryOutcome } from '../../ports/alerts.ts';
import type { OutboundAnswer } from '../../ports/outbound.ts';
import { delayAfter } from './backoff.ts';

/** The receiver is no more, and says so. */
const GONE = 410;

/** What an answer means for a delivery that was tried `attempts` times before. */
export function outcomeOf(
  answer: OutboundAnswer,
  attempts: number,
  schedule: readonly number[],
): DeliveryOutcome {
  if (answer.kind === 'refused') return dead(answer.reason);
  if (answer.kind === 'failed') return againOrDead(null, answer.reason, attempts, schedule, undefined);
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  const error = `HTTP ${status}${meaningOf(status)}`;
  if (status === GONE) return dead(error, status);
  return againOrDead(status, error, attempts, schedule, retryAfterMs);
}

/** Not to be tried again. */
export function dead(error: string, status: number | null = null): DeliveryOutcome {
  return { kind: 'dead', status, error };
}

function againOrDead(
  status: number | null,
  error: string,
  attempts: number,
  schedule: readonly number[],
  askedMs: number | undefined,
): DeliveryOutcome {
  const afterMs = delayAfter(attempts, schedule, askedMs);
  return afterMs === undefined ? dead(error, status) : { kind: 'retry', status, error, afterMs };
}

function meaningOf(status: number): string {
  if (status >= 300 && status < 400) return ': redirects are not followed; give the address it leads to';
  if (status === GONE) return ': the receiver says that it is no more';
  if (status === 401 || status === 403) return ': the receiver does not let us in';
  return '';
}

import { type ObservationReceipt, type Subject, WaycastError } from '@waycast/contract';
import type { Clock } from '../../../ports/clock.ts';
import type { Observation, RoadObservations } from '../../../ports/road-observations.ts';
import { decodeObservation } from './decode-observation.ts';

interface ObserveParts {
  readonly observations: Pick<RoadObservations, 'store'>;
  readonly clock: Clock;
  /** Called once something new is stored. */
  readonly stored: () => void;
}

/** Takes observations, each judged by itself; one that is refused spoils none of the others. */
export function createObserve({ observations, clock, stored }: ObserveParts) {
  return async (subject: Subject, inputs: readonly unknown[]): Promise<ObservationReceipt> => {
    const rejected: ObservationReceipt['rejected'] = [];
    const accepted: Observation[] = [];
    const now = clock.now();
    for (const [index, input] of inputs.entries()) {
      try {
        accepted.push(decodeObservation(subject, input, now));
      } catch (error) {
        if (!(error instanceof WaycastError)) throw error;
        rejected.push({ index, code: error.code, message: error.message });
      }
    }
    const news = await observations.store(accepted);
    const fresh = news.filter((isNew) => isNew).length;
    if (fresh > 0) stored();
    return { accepted: accepted.length, repeated: accepted.length - fresh, rejected };
  };
}

import { WaycastError } from '@waycast/contract';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 31;

/** Arrivals of trips of the subject's tenant; who may see them was asked at the gate. */
export function schoolEtaRoutes({ etas }: HttpParts): Pick<Handlers, 'tripEtas' | 'etaAccuracy'> {
  return {
    async tripEtas({ subject, params }) {
      const found = await etas.etasOf(subject.tenant, params.id);
      if (found === undefined) throw new WaycastError('not_found', `there is no trip ${params.id}`);
      return found;
    },
    etaAccuracy({ subject, query: { from, to, routeId } }) {
      const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
      if (days < 0)
        throw new WaycastError('invalid', `from ${from} lies after to ${to}; give the first day as from`);
      if (days > MAX_DAYS)
        throw new WaycastError(
          'invalid',
          `to takes a day up to ${MAX_DAYS} days after from; got ${days} days`,
        );
      return etas.accuracy(subject.tenant, { from, to, routeId });
    },
  };
}

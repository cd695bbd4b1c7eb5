import type { RouteResponse } from '@waycast/contract';
import type { Aggregate, Whereabouts } from '../../../ports/aggregates.ts';
import { writeCursor } from '../files/history-cursor.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';
import { spanOf } from '../time-span.ts';

type Item = RouteResponse<'aggregates'>['items'][number];

/** Hours are the same for everybody. */
const UTC = { timeZone: 'UTC' };

/** Hours, days and months of a vehicle, oldest first. */
export function aggregatesRoute({ aggregates, tenants }: HttpParts): Pick<Handlers, 'aggregates'> {
  return {
    async aggregates({ subject, params, query }) {
      const { bucket, limit } = query;
      const { timeZone } = bucket === 'hour' ? UTC : await tenants.settings(subject.tenant);
      const vehicle = { tenant: subject.tenant, vehicleId: params.id };
      const found = await aggregates.read({
        ...vehicle,
        ...spanOf(query),
        bucket,
        timeZone,
        limit: limit + 1,
      });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const nextCursor = last === undefined ? null : writeCursor(last.end);
      return { bucket, timeZone, items: items.map(toItem), nextCursor };
    },
  };
}

function toItem({ start, end, first, last, ...sums }: Aggregate): Item {
  return {
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    ...sums,
    first: toPlace(first),
    last: toPlace(last),
  };
}

function toPlace({ time, ...place }: Whereabouts): Item['first'] {
  return { time: new Date(time).toISOString(), ...place };
}

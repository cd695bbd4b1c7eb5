import { NewTrip, TripCancel, TripStart, TripSubstitute } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import { parseTimeText } from '../../../kernel/parse-time.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type TripRoutes = Pick<
  Handlers,
  'listTrips' | 'createTrip' | 'trip' | 'startTrip' | 'completeTrip' | 'cancelTrip' | 'substituteTrip'
>;

/** Trips of the subject's tenant; who may see and run them was asked at the gate. */
export function schoolTripRoutes({ tripDesk }: HttpParts): TripRoutes {
  return {
    listTrips: ({ subject, query }) => tripDesk.list(subject, query),
    createTrip({ subject, body }) {
      const { startsAt, ...trip } = decodeBy(NewTrip, body);
      return tripDesk.create(subject, { ...trip, startsAt: timeOf('startsAt', startsAt) });
    },
    trip: ({ subject, params }) => tripDesk.get(subject, params.id),
    startTrip: ({ subject, params, body }) => tripDesk.start(subject, params.id, whenOf(body)),
    completeTrip: ({ subject, params, body }) => tripDesk.complete(subject, params.id, whenOf(body)),
    cancelTrip: ({ subject, params, body }) =>
      tripDesk.cancel(subject, params.id, decodeBy(TripCancel, body).reason),
    substituteTrip({ subject, params, body }) {
      const { at, ...other } = decodeBy(TripSubstitute, body);
      return tripDesk.substitute(subject, params.id, { ...other, at: timeOf('at', at) });
    },
  };
}

/** Without a body, or without a time in it, it happens now. */
function whenOf(body: unknown): number | undefined {
  return timeOf('at', decodeBy(TripStart, body)?.at);
}

function timeOf(name: string, at: string | undefined): number | undefined {
  return at === undefined ? undefined : parseTimeText(name, at);
}

import type { FeedTrip } from '../../../ports/feed-trips.ts';
import type { Message } from './protobuf.ts';
import { feedOf } from './realtime-shapes.ts';
import { tripDescriptor } from './trip-updates.ts';

/** A trip this much behind its schedule is worth telling. */
const DELAY_S = 900;
const LANGUAGE = 'en';

/** The feed of what riders of trips should know, as of `atS` in seconds: cancellations, detours, delays, left-out stops. */
export function serviceAlerts(trips: readonly FeedTrip[], atS: number): Message {
  return feedOf(trips.flatMap(alertsOf), atS);
}

function alertsOf(trip: FeedTrip): Message[] {
  const { isCancelled, reason, offRouteSince, delayS } = trip;
  if (isCancelled)
    return [alert(trip, { effect: 'NO_SERVICE', header: 'The trip is cancelled', description: reason })];
  const alerts: Message[] = [];
  if (offRouteSince !== null)
    alerts.push(alert(trip, { effect: 'DETOUR', header: 'The bus is off its route', since: offRouteSince }));
  if (delayS !== null && delayS >= DELAY_S) {
    const header = `The bus is ${Math.round(delayS / 60)} minutes late`;
    alerts.push(alert(trip, { effect: 'SIGNIFICANT_DELAYS', header }));
  }
  const stops = trip.stops.filter(({ skipped }) => skipped).map(({ stopId }) => stopId);
  if (stops.length > 0)
    alerts.push(alert(trip, { effect: 'MODIFIED_SERVICE', header: 'The bus did not stop here', stops }));
  return alerts;
}

interface Told {
  readonly effect: 'NO_SERVICE' | 'DETOUR' | 'SIGNIFICANT_DELAYS' | 'MODIFIED_SERVICE';
  readonly header: string;
  readonly description?: string | null;
  /** Epoch ms; absent: from the trip's scheduled start. */
  readonly since?: number;
  /** Ids of stops that it is about; absent: the whole trip. */
  readonly stops?: readonly string[];
}

function alert(trip: FeedTrip, { effect, header, description, since, stops }: Told): Message {
  const descriptor = tripDescriptor(trip);
  return {
    id: `${trip.tripId}.${effect.toLowerCase()}`,
    alert: {
      activePeriod: [{ start: Math.floor((since ?? trip.scheduledStart) / 1000) }],
      informedEntity:
        stops === undefined
          ? [{ routeId: trip.routeId, trip: descriptor }]
          : stops.map((stopId) => ({ trip: descriptor, stopId })),
      cause: 'UNKNOWN_CAUSE',
      effect,
      headerText: text(header),
      descriptionText: description == null ? undefined : text(description),
    },
  };
}

function text(words: string): Message {
  return { translation: [{ text: words, language: LANGUAGE }] };
}

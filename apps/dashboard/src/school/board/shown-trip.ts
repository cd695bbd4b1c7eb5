import type { TripSummary, TripUpdate } from '@waycast/contract';

/** A trip as the board shows it: what was listed, and what was heard since. */
export interface ShownTrip extends TripSummary {
  readonly range: { readonly p10: string; readonly p90: string } | undefined;
  /** Device time of the newest position that it rests on, epoch ms; null: none was heard of. */
  readonly asOfMs: number | null;
}

export function shownTrip(trip: TripSummary, update: TripUpdate | undefined): ShownTrip {
  if (update === undefined)
    return {
      ...trip,
      range: undefined,
      asOfMs: trip.status === 'IN_PROGRESS' ? Date.parse(trip.updatedAt) : null,
    };
  const { nextStop, delayS, offRoute, timestamp, etaRange } = update;
  return {
    ...trip,
    status: update.status,
    vehicleId: update.vehicleId === undefined ? trip.vehicleId : update.vehicleId,
    delayS: delayS === undefined ? trip.delayS : delayS,
    offRouteSince: offRoute === false ? null : trip.offRouteSince,
    nextStop:
      nextStop === null
        ? null
        : {
            ...nextStop,
            stopSequence: trip.nextStop?.stopId === nextStop.stopId ? trip.nextStop.stopSequence : 0,
          },
    studentsBoarded: update.studentsBoarded,
    studentsExpected: update.studentsExpected,
    range: etaRange,
    asOfMs: timestamp === undefined ? Date.parse(trip.updatedAt) : Date.parse(timestamp),
  };
}

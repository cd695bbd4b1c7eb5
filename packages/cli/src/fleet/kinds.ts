import type { PlaceKind } from '@waycast/geo';

/** How a kind of vehicle moves. */
export interface VehicleKind {
  /** First part of its ids: `bus-1`. */
  readonly name: 'bus' | 'taxi' | 'van' | 'bike';
  /** Times what other traffic does. */
  readonly pace: number;
  /** Metres per second that it never exceeds. */
  readonly topSpeed: number;
  /** Metres per second squared. */
  readonly acceleration: number;
  /** Shortest and longest stop in seconds. */
  readonly stopS: readonly [number, number];
  /** Where it goes; `line`: along a line of stops, there and back. */
  readonly goesTo: readonly PlaceKind[] | 'anywhere' | 'line';
  /** Out of ten vehicles, so many. */
  readonly share: number;
}

const VEHICLE_KINDS: readonly VehicleKind[] = [
  { name: 'bus', pace: 0.85, topSpeed: 14, acceleration: 0.9, stopS: [12, 28], goesTo: 'line', share: 3 },
  {
    name: 'taxi',
    pace: 1.05,
    topSpeed: 20,
    acceleration: 1.6,
    stopS: [15, 150],
    goesTo: ['station', 'hospital', 'shop', 'stop'],
    share: 3,
  },
  {
    name: 'van',
    pace: 0.95,
    topSpeed: 18,
    acceleration: 1.2,
    stopS: [40, 120],
    goesTo: 'anywhere',
    share: 3,
  },
  {
    name: 'bike',
    pace: 0.6,
    topSpeed: 6,
    acceleration: 0.8,
    stopS: [30, 90],
    goesTo: ['shop', 'station', 'hospital'],
    share: 1,
  },
];

/** The kind of the n-th vehicle: any ten in a row have each kind by its share. */
export function kindOf(index: number): VehicleKind {
  const order = VEHICLE_KINDS.flatMap((kind) =>
    Array.from({ length: kind.share }, (_, turn) => ({ kind, at: (turn + 0.5) / kind.share })),
  );
  const mixed = order.sort((a, b) => a.at - b.at);
  const { kind } = mixed[index % mixed.length] ?? {};
  if (kind === undefined) throw new Error('there are no kinds of vehicles');
  return kind;
}

/** A flag of a trip, student or tap in words, and what to do. */
export interface FlagWords {
  readonly what: string;
  readonly remedy: string;
  /** First those about a child. */
  readonly urgency: 0 | 1 | 2;
}

const FLAGS: Readonly<Record<string, FlagWords>> = {
  child_left_on_bus: {
    what: 'A child is still marked as on the bus after the trip ended',
    remedy: 'Call the driver now and have every seat checked.',
    urgency: 0,
  },
  missing_child: {
    what: 'An expected child did not board',
    remedy: 'Ask the driver, then call the guardians.',
    urgency: 0,
  },
  unexpected_child: {
    what: 'A child boarded who is not expected on this trip',
    remedy: 'Ask the driver where the child gets off, and tell the guardians.',
    urgency: 0,
  },
  unknown_card: {
    what: 'A card was read that belongs to nobody',
    remedy: 'Enter the card with its student, or take it back.',
    urgency: 1,
  },
  wrong_stop: {
    what: 'A child got off at another stop',
    remedy: 'Ask the driver, then call the guardians.',
    urgency: 0,
  },
  late_start: {
    what: 'It started late, or has not started yet',
    remedy: 'If it has not, call the driver or send another vehicle.',
    urgency: 1,
  },
  off_route: {
    what: 'The bus is away from its route',
    remedy: 'See on the map where it is; ask the driver if it is no known detour.',
    urgency: 1,
  },
  skipped_stop: {
    what: 'A stop was passed without stopping',
    remedy: 'See who was to board there, and send the bus back or call the guardians.',
    urgency: 1,
  },
  no_vehicle: {
    what: 'It has no vehicle',
    remedy: 'Choose one under “Substitute”.',
    urgency: 1,
  },
  silent: {
    what: 'Its bus sends no positions',
    remedy: 'Call the driver; the phone may be off.',
    urgency: 1,
  },
  delayed: { what: 'It runs late', remedy: 'Tell the school if it matters.', urgency: 2 },
  no_ride: {
    what: 'Has no stop',
    remedy: 'Add a ride with a stop.',
    urgency: 2,
  },
  broken_ride: {
    what: 'A ride names a schedule or stop that the plan no longer has',
    remedy: 'Choose another, or take the ride away.',
    urgency: 2,
  },
  unexpected: {
    what: 'Not expected on this trip',
    remedy: 'Ask the driver where the child gets off.',
    urgency: 0,
  },
  no_guardian: { what: 'Has no guardian', remedy: 'Add whoever is to be told.', urgency: 2 },
  repeated: { what: 'Read twice', remedy: 'Nothing is to be done.', urgency: 2 },
};

/** What a flag means; one that this page does not know yet is read out as it is. */
export function flagWords(flag: string): FlagWords {
  const known = FLAGS[flag];
  if (known !== undefined) return known;
  const words = flag.replaceAll('_', ' ');
  return {
    what: words.charAt(0).toUpperCase() + words.slice(1),
    remedy: 'Open the trip to see more.',
    urgency: 2,
  };
}

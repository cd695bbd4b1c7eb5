/** What a person's browsers and phones are to show. */
export interface PersonalMessage {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  /** Where a tap leads, from the dashboard's root. */
  readonly url: string;
  /** Epoch ms: when it happened. */
  readonly at: number;
  readonly vehicleId: string;
  /** A later message of the same topic replaces one that still waits for the device. */
  readonly topic: string;
  /** It is of no use later than this, epoch ms. */
  readonly until: number;
}

/** What came of it; `sent`: a push service took it for at least one device. */
export type PersonalOutcome =
  | { readonly kind: 'sent'; readonly devices: number }
  | { readonly kind: 'no_subscription' }
  | { readonly kind: 'push_off' }
  | { readonly kind: 'failed'; readonly error: string };

/**
 * Notifications to one person, whatever they may follow: who calls has decided that it concerns them. It is tried a few
 * times until `until`, for half a minute at the most. A message of the same topic that a device has shown is not shown
 * again. Rejects with `unavailable` when the subscriptions cannot be read.
 */
export interface PersonalPush {
  tell(tenant: string, subject: string, message: PersonalMessage): Promise<PersonalOutcome>;
}

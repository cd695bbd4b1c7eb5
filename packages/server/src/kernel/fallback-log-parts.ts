import type { Topic } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Live, LiveListener } from '../ports/live.ts';

/** What a log needs from the live that it belongs to. */
export interface FallbackLogParts {
  readonly shared: Live;
  readonly clock: Clock;
  /** Subscribes in the shared live, as soon as it is there. */
  subscribe(topic: Topic, listener: LiveListener): Promise<() => Promise<void>>;
  /** Whether the shared live can be tried. */
  usable(): boolean;
  /** There is something to hand over. */
  owes(): void;
  /** Events that all logs together keep. */
  readonly budget: { kept: number };
  /** An event had to go before it could be handed over. */
  lost(topic: Topic): void;
  /** The shared live will not have this event. */
  refused(topic: Topic, error: unknown): void;
}

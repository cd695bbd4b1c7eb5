import type { LogPosition } from '../ports/live.ts';
import { isAt } from './log-positions.ts';

const MAX_ALIASES = 200;

/** The latest events that had other numbers before, which the shared live may tell without saying so. */
export class LogAliases {
  readonly #aliases: { readonly at: LogPosition; readonly was: LogPosition }[] = [];

  add(at: LogPosition, was: LogPosition): void {
    this.#aliases.push({ at, was });
    if (this.#aliases.length > MAX_ALIASES) this.#aliases.shift();
  }

  /** The number that the event at this place had before. */
  of(position: LogPosition): LogPosition | undefined {
    return this.#aliases.find(({ at }) => isAt(at, position))?.was;
  }
}

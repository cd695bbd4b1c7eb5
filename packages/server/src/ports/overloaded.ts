import { WaycastError } from '@waycast/contract';

/**
 * A store refuses because too much waits for it already. It is there: what would wait elsewhere, such as on disk, would
 * only wait longer.
 */
export class Overloaded extends WaycastError {
  constructor(message: string, retryAfterMs: number) {
    super('unavailable', message, { retryAfterMs });
    this.name = 'Overloaded';
  }
}

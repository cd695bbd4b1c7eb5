import { WaycastError } from '@waycast/contract';

/** What decided was undone by another each time that it was looked at; hardly ever more than twice. */
export function undecided(id: string): WaycastError {
  return new WaycastError('unavailable', `${id} changes too often just now; try again`, {
    retryAfterMs: 100,
  });
}

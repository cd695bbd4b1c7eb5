import { WaycastError } from '@waycast/contract';

/** Whether a port is away, for now. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof WaycastError && error.code === 'unavailable';
}

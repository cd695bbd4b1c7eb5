import { WaycastError } from '@waycast/contract';

/** Whether a port is away, for now. */
export function isUnavailable(error: unknown): error is WaycastError {
  return error instanceof WaycastError && error.code === 'unavailable';
}

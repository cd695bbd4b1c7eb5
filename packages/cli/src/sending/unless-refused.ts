import { WaycastError } from '@waycast/client';

/** What the server says when somebody else was quicker, or an order is over. */
const REFUSALS = new Set(['conflict', 'not_found', 'forbidden']);

/** Undefined: refused, as happens where several want the same. Rejects with every other failure. */
export async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WaycastError && REFUSALS.has(error.code)) return undefined;
    throw error;
  }
}

import { MAX_MESSAGE_BYTES, WaycastError } from '@waycast/contract';

/** Throws `too_large` for a text over 16 kB. */
export function requireSize(body: string): void {
  const bytes = Buffer.byteLength(body);
  if (bytes <= MAX_MESSAGE_BYTES) return;
  throw new WaycastError(
    'too_large',
    `body: takes ${MAX_MESSAGE_BYTES} bytes of UTF-8 at the most, got ${bytes}; send longer texts as an attachment`,
  );
}

const TEXT_FRAME = 0x81;
const COMMA = 0x2c;

/** Frames of some kB come off a slab, which is cheaper than memory of their own; a socket that keeps one keeps the slab. */
const SLAB_BYTES = 64 * 1024;
const LEAST_OF_SLAB = Buffer.poolSize / 2;
const MOST_OF_SLAB = SLAB_BYTES / 4;

let slab = Buffer.alloc(0);

/**
 * An unmasked text frame of the WebSocket protocol (RFC 6455, section 5.2), header and text in one buffer. Frames of
 * a server are not masked and hold nothing of their connection, so one buffer serves every reader of an event.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const { frame, at } = emptyFrame(length);
  frame.write(text, at);
  return frame;
}

/** The frame of a text that ends in a list: `head`, the items with commas between, `tail`; head and tail are ASCII. */
export function listFrame(head: string, items: readonly Uint8Array[], tail: string): Buffer {
  let length = head.length + tail.length + Math.max(items.length - 1, 0);
  for (const item of items) length += item.length;
  const { frame, at: start } = emptyFrame(length);
  let at = start + frame.write(head, start, 'latin1');
  for (const item of items) {
    frame.set(item, at);
    at += item.length;
    frame[at++] = COMMA;
  }
  if (items.length > 0) at -= 1;
  frame.write(tail, at, 'latin1');
  return frame;
}

/** A frame whose payload is still to be written, from `at` on. */
function emptyFrame(length: number): { readonly frame: Buffer; readonly at: number } {
  const header = headerLength(length);
  const frame = allocate(header + length);
  frame[0] = TEXT_FRAME;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  return { frame, at: header };
}

/** Small ones have Node's own pool. */
function allocate(bytes: number): Buffer {
  if (bytes < LEAST_OF_SLAB || bytes > MOST_OF_SLAB) return Buffer.allocUnsafe(bytes);
  if (slab.length < bytes) slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  const frame = slab.subarray(0, bytes);
  slab = slab.subarray(bytes);
  return frame;
}

/** The text of a frame that {@link textFrame} made. */
export function textOfFrame(frame: Uint8Array): string {
  const marker = frame[1] ?? 0;
  const header = marker === 127 ? 10 : marker === 126 ? 4 : 2;
  return Buffer.from(frame.buffer, frame.byteOffset + header, frame.byteLength - header).toString();
}

function headerLength(payload: number): number {
  return payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
}

const TEXT_FRAME = 0x81;

/**
 * An unmasked text frame of the WebSocket protocol (RFC 6455, section 5.2), header and text in one buffer. Frames of
 * a server are not masked and hold nothing of their connection, so one buffer serves every reader of an event.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = headerLength(length);
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = TEXT_FRAME;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header);
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

import { expect, it } from 'vitest';
import { socketIoFormat } from '../../src/gateway/socketio/frame-format.ts';
import { sseFormat } from '../../src/gateway/sse/frame-format.ts';
import { websocketFormat } from '../../src/gateway/websocket/frame-format.ts';
import type { OutgoingEvent } from '../../src/kernel/frames.ts';

/** Also names that take several bytes a character, and all lengths of a frame's header and of its memory. */
const LISTS = [0, 1, 2, 30, 700, 3000].map((count) =>
  Array.from({ length: count }, (_, index) => ({ vehicleId: `bus-${index}`, note: 'Ó Briain → 東京' })),
);

function eventOf(updates: readonly object[]): OutgoingEvent {
  return { event: 'locations:batch', data: { updates }, topic: 'fleet' };
}

it.each([socketIoFormat('/'), socketIoFormat('/transport'), websocketFormat, sseFormat])(
  '$name: a list that was encoded in parts is the same frame',
  (format) => {
    for (const updates of LISTS) {
      const items = updates.map((update) => Buffer.from(JSON.stringify(update)));
      const inParts = format.encode({ ...eventOf(updates), json: { field: 'updates', items } });
      expect(Buffer.from(inParts).equals(Buffer.from(format.encode(eventOf(updates))))).toBe(true);
    }
  },
);

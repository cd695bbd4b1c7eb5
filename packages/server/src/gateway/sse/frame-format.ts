import { type Frame, type FrameFormat, payloadOf } from '../../kernel/frames.ts';
import type { LogPosition } from '../../ports/live.ts';

/** Where a frame of a log topic stands. */
export interface FramePosition {
  readonly topic: string;
  readonly position: LogPosition;
}

/** Positions of encoded log frames: each stream writes its own `id:` below the shared part. */
const positions = new WeakMap<Uint8Array, FramePosition>();

/**
 * Events as Server-Sent Events: `event:` and `data:` with the payload as JSON. Those of log topics lack their end
 * (`id:` and the empty line), for an id covers all log topics of a stream and so differs from stream to stream.
 */
export const sseFormat: FrameFormat = {
  name: 'sse',
  encode(event) {
    const { topic, position } = event;
    const lines = `event: ${event.event}\ndata: ${JSON.stringify(payloadOf(event))}\n`;
    if (topic === undefined || position === undefined) return Buffer.from(`${lines}\n`);
    const frame = Buffer.from(lines);
    positions.set(frame, { topic, position });
    return frame;
  },
};

/** The position of a log frame; undefined for frames that are complete. */
export function positionOf(frame: Frame): FramePosition | undefined {
  return typeof frame === 'string' ? undefined : positions.get(frame);
}

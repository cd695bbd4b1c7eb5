import { type FrameFormat, payloadOf } from '../../kernel/frames.ts';
import { textFrame } from '../websocket-frame.ts';

/**
 * Events of the raw WebSocket: one flat JSON object, `{"type": EVENT, …payload}`, as a finished WebSocket frame.
 * A payload with a `type` of its own (an announcement: `{"type": "new_order", …}`) keeps it.
 */
export const websocketFormat: FrameFormat = {
  name: 'websocket',
  encode: (event) => textFrame(JSON.stringify({ type: event.event, ...payloadOf(event) })),
};

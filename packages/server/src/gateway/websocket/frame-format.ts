import { type FrameFormat, payloadOf } from '../../kernel/frames.ts';
import { textFrame } from '../websocket-frame.ts';

/**
 * Events of the raw WebSocket: one flat JSON object, `{"type": EVENT, …payload}`, as a finished WebSocket frame.
 * The name wins over a field `type` of the payload; an announcement's is the same (`{"type": "new_order", …}`).
 */
export const websocketFormat: FrameFormat = {
  name: 'websocket',
  encode(event) {
    const payload = payloadOf(event);
    const own = 'type' in payload ? { type: event.event } : {};
    return textFrame(JSON.stringify({ type: event.event, ...payload, ...own }));
  },
};

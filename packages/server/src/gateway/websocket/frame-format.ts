import { type FrameFormat, payloadOf } from '../../kernel/frames.ts';
import { textFrame } from '../websocket-frame.ts';

/**
 * Events of the raw WebSocket: one flat JSON object, `{"type": EVENT, …payload}`, as a finished WebSocket frame.
 * An announcement keeps the `type` that it has (`{"type": "new_order", …}`); in any other event the name wins.
 */
export const websocketFormat: FrameFormat = {
  name: 'websocket',
  encode(event) {
    const payload = payloadOf(event);
    const own = 'type' in payload && event.event !== 'message' ? { type: event.event } : {};
    return textFrame(JSON.stringify({ type: event.event, ...payload, ...own }));
  },
};

import { type FrameFormat, payloadOf } from '../../kernel/frames.ts';
import { listFrame, textFrame } from '../websocket-frame.ts';

/**
 * Events of the raw WebSocket: one flat JSON object, `{"type": EVENT, …payload}`, as a finished WebSocket frame.
 * The name wins over a field `type` of the payload; an announcement's is the same (`{"type": "new_order", …}`).
 */
export const websocketFormat: FrameFormat = {
  name: 'websocket',
  encode(event) {
    const { event: name, json } = event;
    if (json !== undefined) return listFrame(`{"type":"${name}","${json.field}":[`, json.items, ']}');
    const payload = payloadOf(event);
    const own = 'type' in payload ? { type: name } : {};
    return textFrame(JSON.stringify({ type: name, ...payload, ...own }));
  },
};

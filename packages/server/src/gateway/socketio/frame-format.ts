import { type FrameFormat, payloadOf } from '../../kernel/frames.ts';
import { listFrame, textFrame } from '../websocket-frame.ts';

/** Engine.IO `message` and Socket.IO `EVENT`, the two packet types that start each event. */
const ENGINE_MESSAGE = '4';
const EVENT = '2';

/**
 * Events of one Socket.IO namespace as finished WebSocket frames: `42/transport,["location:update",{…}]`. The packet
 * names the namespace, so each has its own format; long-polling clients get the text of the same frame.
 */
export function socketIoFormat(namespace: string): FrameFormat {
  const prefix = `${ENGINE_MESSAGE}${EVENT}${namespace === '/' ? '' : `${namespace},`}`;
  return {
    name: `socketio ${namespace}`,
    encode(event) {
      const { event: name, json } = event;
      if (json === undefined) return textFrame(`${prefix}${JSON.stringify([name, payloadOf(event)])}`);
      return listFrame(`${prefix}["${name}",{"${json.field}":[`, json.items, ']}]');
    },
  };
}

/** The Engine.IO payload of a frame: its text without the packet type, which Engine.IO writes itself. */
export function enginePayload(frameText: string): string {
  return frameText.slice(ENGINE_MESSAGE.length);
}

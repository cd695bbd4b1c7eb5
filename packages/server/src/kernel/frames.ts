import type { Topic } from '@waycast/contract';
import { topicName } from '@waycast/contract';
import type { LiveEvent, LogPosition } from '../ports/live.ts';

/** What one write to a socket carries: text, or bytes where a transport prepares them. */
export type Frame = string | Uint8Array;

/** An event on its way out. Log events carry their position. */
export interface OutgoingEvent {
  /** As clients listen for it. */
  readonly event: string;
  readonly data: object;
  /** The topic's name as its followers write it; absent for events about the connection. */
  readonly topic?: string;
  readonly position?: LogPosition;
  /** `data` encoded in parts, for events without a position. */
  readonly json?: ListJson;
}

/** An object with one field, a list, whose items were encoded to JSON before, as other frames hold them too. */
export interface ListJson {
  readonly field: string;
  readonly items: readonly Uint8Array[];
}

/**
 * How a transport writes events. All sessions of a format share one encoded frame per event, so `encode` must
 * depend on nothing but the event.
 */
export interface FrameFormat {
  readonly name: string;
  encode(event: OutgoingEvent): Frame;
}

/** An event with the frames it was encoded to so far, one per format. */
export class Broadcast {
  readonly event: OutgoingEvent;
  /** The format that was asked for last, and its frame: followers of one format mostly come in a row. */
  #format: FrameFormat | undefined;
  #frame: Frame = '';
  readonly #frames = new Map<FrameFormat, Frame>();

  constructor(event: OutgoingEvent) {
    this.event = event;
  }

  frame(format: FrameFormat): Frame {
    if (this.#format === format) return this.#frame;
    const frame = this.#frames.get(format) ?? format.encode(this.event);
    this.#frames.set(format, frame);
    this.#format = format;
    this.#frame = frame;
    return frame;
  }
}

/** The outgoing form of a live event. */
export function broadcastOf(live: LiveEvent): Broadcast {
  const topic = topicName(live.topic);
  switch (live.kind) {
    case 'keyed':
      return new Broadcast({ event: live.event, data: live.data, topic });
    case 'log':
      return new Broadcast({ event: nameOf(live), data: live.data, topic, position: positionOf(live) });
    case 'aside':
      // Without a position it does not count for whoever asks for what it missed.
      return new Broadcast({ event: nameOf(live), data: { ...live.data, topic }, topic });
    case 'gap':
      return resyncOf(live, false);
    default:
      return live satisfies never;
  }
}

/** Messages to drivers and users go out under their own type: `new_order`, `order_accepted`. */
function nameOf({ topic, event, data }: Extract<LiveEvent, { kind: 'log' | 'aside' }>): string {
  const isAnnouncement = topic.family === 'drivers' || topic.family === 'users';
  return isAnnouncement && 'type' in data && typeof data.type === 'string' ? data.type : event;
}

/**
 * Tells a client where it stands in a log: what it missed cannot be told (`recovered` false), or it missed nothing and
 * the events that it has had have other numbers now.
 */
export function resyncOf(at: LogPosition & { readonly topic: Topic }, recovered: boolean): Broadcast {
  const topic = topicName(at.topic);
  const position = positionOf(at);
  return new Broadcast({ event: 'resync', data: { topic, recovered, ...position }, topic, position });
}

function positionOf({ epoch, offset }: LogPosition): LogPosition {
  return { epoch, offset };
}

/** The outgoing form of a keyed topic's stored value. */
export function snapshotOf(topic: Topic, event: string, data: object): Broadcast {
  return new Broadcast({ event, data, topic: topicName(topic) });
}

/** The payload as clients see it: log events carry `topic`, `offset` and `epoch` besides their own fields. */
export function payloadOf({ data, topic, position }: OutgoingEvent): object {
  return position === undefined ? data : { ...data, topic, offset: position.offset, epoch: position.epoch };
}

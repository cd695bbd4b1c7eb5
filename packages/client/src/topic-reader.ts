import type { CommandAck, Position } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import type { TopicEventMeta, TopicListener } from './connection.ts';
import { asPromised, type Incoming } from './frame.ts';
import { Joiner } from './joiner.ts';
import { tell } from './listeners.ts';
import { judge, type Place } from './log-position.ts';
import { isLogTopic, type TopicName, type TopicPayload, turnOf } from './topics.ts';
import type { Wire } from './wire.ts';

/** Events held back while the server's answer to `subscribe` is on its way. */
const HELD_MAX = 10_000;

/** A topic's listener whose events have no type yet. */
export interface RawTopicListener {
  readonly event: (payload: object, meta: object) => void;
  readonly recovered: (recovered: boolean, snapshot: unknown) => void;
  readonly onError: (error: WaycastError) => void;
}

/** The listener of a typed topic as one that takes what comes; the topic's name has settled the type. */
export function rawListener<T extends TopicName>(given: TopicListener<T> | TopicListener<T>['event']): RawTopicListener {
  const listener: TopicListener<T> = typeof given === 'function' ? { event: given } : given;
  return {
    event: (payload, meta) => listener.event(asPromised<TopicPayload<T>>(payload), asPromised<TopicEventMeta<T>>(meta)),
    recovered: (recovered, snapshot) => listener.recovered?.(recovered, snapshot),
    onError: (error) => listener.onError?.(error),
  };
}

/** One reader of one topic, with its own position. */
export class TopicReader {
  readonly topic: TopicName;
  readonly joiner: Joiner<CommandAck<'subscribe'>>;
  readonly #wire: Wire;
  readonly #listener: RawTopicListener;
  readonly #isLog: boolean;
  #position: Position | undefined;
  /** Events that came before the answer which says how to read them; undefined once joined. */
  #held: Incoming[] | undefined = [];

  constructor(topic: TopicName, listener: RawTopicListener, since: Position | undefined, wire: Wire, ended: () => void) {
    this.topic = topic;
    this.#listener = listener;
    this.#position = since;
    this.#wire = wire;
    this.#isLog = isLogTopic(topic);
    this.joiner = new Joiner({
      send: () => this.#subscribe(),
      joined: (ack) => this.#joined(ack),
      refused: (error) => {
        ended();
        tell(listener.onError, error);
      },
      delayMs: (failures) => wire.delayMs(failures),
    });
  }

  get position(): Position | undefined {
    return this.#position;
  }

  receive(incoming: Incoming): void {
    if (this.#held === undefined) return this.#read(incoming);
    this.#held.push(incoming);
    if (this.#held.length > HELD_MAX) {
      this.#held = [];
      this.#wire.fail(new WaycastError('slow_consumer', `More than ${HELD_MAX} events of ${this.topic} came unasked.`));
    }
  }

  #subscribe(): Promise<CommandAck<'subscribe'>> {
    this.#held = [];
    const since = this.#isLog ? this.#position : undefined;
    return this.#wire.inTurn(turnOf(this.topic), 'subscribe', { topic: this.topic, ...(since === undefined ? {} : { since }) });
  }

  #joined(ack: CommandAck<'subscribe'>): void {
    const resumed = this.#isLog && this.#position !== undefined;
    // What was missed still has to pass: the old position stands, and moves with the events.
    if (!(resumed && ack.recovered)) this.#position = { epoch: ack.epoch, offset: ack.offset };
    if (resumed || ack.snapshot !== undefined) {
      tell(this.#listener.recovered, resumed && ack.recovered, ack.snapshot);
    }
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const incoming of held) {
      // Those of an epoch that is over are covered by the answer.
      if (judge(this.#position ?? ack, placeOf(incoming)).verdict !== 'epochChanged') this.#read(incoming);
    }
  }

  #read(incoming: Incoming): void {
    const place = placeOf(incoming);
    if (!this.#isLog || this.#position === undefined) return this.#deliver(incoming, place);
    const judged = judge(this.#position, place);
    switch (judged.verdict) {
      case 'deliver':
        this.#position = judged.position;
        return this.#deliver(incoming, place);
      case 'pass':
        return this.#deliver(incoming, place);
      case 'repeated':
        return;
      case 'epochChanged':
        return this.joiner.join();
      default:
        return judged satisfies never;
    }
  }

  #deliver({ event, payload }: Incoming, { offset, epoch }: Place): void {
    const meta = {
      event,
      ...(offset === undefined ? {} : { offset }),
      ...(epoch === undefined ? {} : { epoch }),
    };
    tell(this.#listener.event, payload, meta);
  }
}

function placeOf({ payload: { offset, epoch } }: Incoming): Place {
  return {
    offset: typeof offset === 'number' ? offset : undefined,
    epoch: typeof epoch === 'string' ? epoch : undefined,
  };
}

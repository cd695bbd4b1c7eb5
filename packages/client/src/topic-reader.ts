import type { CommandAck, Position } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import { CatchUp } from './catch-up.ts';
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
export function rawListener<T extends TopicName>(
  given: TopicListener<T> | TopicListener<T>['event'],
): RawTopicListener {
  const listener: TopicListener<T> = typeof given === 'function' ? { event: given } : given;
  return {
    event: (payload, meta) =>
      listener.event(asPromised<TopicPayload<T>>(payload), asPromised<TopicEventMeta<T>>(meta)),
    recovered: (recovered, snapshot) => listener.recovered?.(recovered, snapshot),
    onError: (error) => listener.onError?.(error),
  };
}

/*
 *   joining ──answer: nothing missed, or not recovered──▶ live
 *      │                                                   ▲ │
 *      ├──answer: recovered──▶ catching up ──up to date────┤ │
 *      └──the same, of another epoch──▶ crossing ──there───┘ │
 *      ▲                                                     │ link lost (`suspend`), or another epoch
 *      └─────────────────────────────────────────────────────┘
 */
type Phase =
  /**
   * Events that come before the answer, which says how to read them, are held: also before the question, for a new
   * link brings messages to drivers and users without being asked. The answer came after so many of them.
   */
  | { readonly name: 'joining'; readonly held: Incoming[]; answeredAfter: number }
  | { readonly name: 'catchingUp'; readonly missed: CatchUp<Incoming> }
  /** What was missed leads from one epoch into another. It follows the answer in order, and is all there is to know. */
  | { readonly name: 'crossing'; readonly until: Position }
  | { readonly name: 'live' };

/** One reader of one topic, with its own position. */
export class TopicReader {
  readonly topic: TopicName;
  readonly joiner: Joiner<CommandAck<'subscribe'>>;
  readonly #wire: Wire;
  readonly #listener: RawTopicListener;
  readonly #isLog: boolean;
  #position: Position | undefined;
  #phase: Phase = joining();

  constructor(
    topic: TopicName,
    listener: RawTopicListener,
    since: Position | undefined,
    wire: Wire,
    ended: () => void,
  ) {
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

  /** The link is gone: what the next one brings stands beyond what was missed meanwhile. */
  suspend(): void {
    this.joiner.suspend();
    this.#phase = joining();
  }

  receive(incoming: Incoming): void {
    switch (this.#phase.name) {
      case 'joining':
        this.#phase.held.push(incoming);
        return this.#bound(this.#phase.held.length);
      case 'catchingUp':
      case 'crossing':
      case 'live':
        return this.#read(incoming, true);
      default:
        return this.#phase satisfies never;
    }
  }

  #subscribe(): Promise<CommandAck<'subscribe'>> {
    if (this.#phase.name !== 'joining') this.#phase = joining();
    const since = this.#isLog ? this.#position : undefined;
    const input = { topic: this.topic, ...(since === undefined ? {} : { since }) };
    return this.#wire.subscribeInTurn(turnOf(this.topic), input, () => {
      if (this.#phase.name === 'joining') this.#phase.answeredAfter = this.#phase.held.length;
    });
  }

  #joined(ack: CommandAck<'subscribe'>): void {
    const { held, answeredAfter } = this.#phase.name === 'joining' ? this.#phase : joining();
    const resumed = this.#isLog ? this.#position : undefined;
    const recovered = resumed !== undefined && ack.recovered;
    if (recovered) this.#phase = recovering(resumed, ack);
    else {
      this.#phase = { name: 'live' };
      this.#position = { epoch: ack.epoch, offset: ack.offset };
    }
    if (resumed !== undefined || ack.snapshot !== undefined)
      tell(this.#listener.recovered, recovered, ack.snapshot);
    this.#settle();
    for (const incoming of held.slice(0, answeredAfter)) this.#readEarlier(incoming, ack);
    for (const incoming of held.slice(answeredAfter)) this.receive(incoming);
  }

  /** What came before the answer: it covers those of an epoch that is over, and repeats all where epochs change. */
  #readEarlier(incoming: Incoming, ack: Position): void {
    const { verdict } = judge(this.#position ?? ack, placeOf(incoming));
    if (verdict === 'epochChanged' || (this.#phase.name === 'crossing' && verdict !== 'pass')) return;
    this.#read(incoming, false);
  }

  #cross({ epoch, offset }: Place, until: Position): void {
    if (epoch === undefined || offset === undefined) return;
    this.#position = { epoch, offset };
    if (epoch === until.epoch && offset >= until.offset) this.#phase = { name: 'live' };
  }

  #read(incoming: Incoming, answered: boolean): void {
    if (incoming.event === 'resync') return this.#resync(incoming);
    const place = placeOf(incoming);
    if (!this.#isLog || this.#position === undefined) return this.#deliver(incoming);
    if (this.#phase.name === 'crossing') {
      this.#cross(place, this.#phase.until);
      return this.#deliver(incoming);
    }
    const judged = judge(this.#position, place);
    switch (judged.verdict) {
      case 'deliver':
        return this.#inOrder(incoming, judged.position.offset, answered);
      case 'pass':
        return this.#deliver(incoming);
      case 'repeated':
        return;
      case 'epochChanged':
        return this.joiner.join();
      default:
        return judged satisfies never;
    }
  }

  #inOrder(incoming: Incoming, offset: number, answered: boolean): void {
    if (this.#phase.name !== 'catchingUp') return this.#deliver(incoming);
    const { missed } = this.#phase;
    for (const ready of missed.take(offset, incoming, answered)) this.#deliver(ready);
    this.#bound(missed.waiting);
    this.#settle();
  }

  /** The server says where the log goes on. */
  #resync(incoming: Incoming): void {
    const { offset, epoch } = placeOf(incoming);
    if (offset === undefined || epoch === undefined || this.#position === undefined) return;
    // Only the server can tell what belongs between what waits and that place.
    if (this.#phase.name === 'joining' || this.#phase.name === 'catchingUp') return this.joiner.join();
    if (this.#position.epoch === epoch && offset <= this.#position.offset) return;
    this.#position = { epoch, offset };
    this.#phase = { name: 'live' };
    if (incoming.payload.recovered !== true) tell(this.#listener.recovered, false, undefined);
  }

  #settle(): void {
    if (this.#phase.name === 'catchingUp' && this.#phase.missed.done) this.#phase = { name: 'live' };
  }

  #bound(held: number): void {
    if (held <= HELD_MAX) return;
    this.#phase = joining();
    this.#wire.fail(
      new WaycastError('slow_consumer', `More than ${HELD_MAX} events of ${this.topic} came out of order.`),
    );
  }

  #deliver(incoming: Incoming): void {
    const { event, payload } = incoming;
    const { offset, epoch } = placeOf(incoming);
    if (offset !== undefined && this.#position !== undefined) this.#position = { ...this.#position, offset };
    const meta = {
      event,
      ...(offset === undefined ? {} : { offset }),
      ...(epoch === undefined ? {} : { epoch }),
    };
    tell(this.#listener.event, payload, meta);
  }
}

function joining(): Extract<Phase, { name: 'joining' }> {
  return { name: 'joining', held: [], answeredAfter: 0 };
}

function recovering(from: Position, { epoch, offset }: Position): Phase {
  if (epoch === from.epoch) return { name: 'catchingUp', missed: new CatchUp(from.offset, offset) };
  return { name: 'crossing', until: { epoch, offset } };
}

function placeOf({ payload: { offset, epoch } }: Incoming): Place {
  return {
    offset: typeof offset === 'number' ? offset : undefined,
    epoch: typeof epoch === 'string' ? epoch : undefined,
  };
}

import type { Position } from '@waycast/contract';
import type { TopicSubscription } from './connection.ts';
import type { Incoming } from './frame.ts';
import { type RawTopicListener, TopicReader } from './topic-reader.ts';
import { belongsTo, type TopicName, turnOf } from './topics.ts';
import { type Feed, leave, type Wire } from './wire.ts';

/** Readers of topics in the general form, each joined with its own position. */
export class TopicFeeds implements Feed {
  readonly #wire: Wire;
  readonly #readers = new Set<TopicReader>();
  readonly #heldOtherwise: (topic: TopicName) => boolean;

  /** `heldOtherwise` says whether a topic is followed by another command too, and must not be left. */
  constructor(wire: Wire, heldOtherwise: (topic: TopicName) => boolean) {
    this.#wire = wire;
    this.#heldOtherwise = heldOtherwise;
  }

  subscribe(topic: TopicName, listener: RawTopicListener, since: Position | undefined): TopicSubscription {
    const readers = this.#readers;
    const reader: TopicReader = new TopicReader(topic, listener, since, this.#wire, () =>
      readers.delete(reader),
    );
    readers.add(reader);
    if (this.#wire.open) reader.joiner.join();
    return {
      topic,
      get position() {
        return reader.position;
      },
      get closed() {
        return !readers.has(reader);
      },
      close: () => this.#close(reader),
    };
  }

  /** An event came that may belong to a topic. */
  receive(incoming: Incoming): void {
    const readers = [...this.#readers].filter((reader) => belongsTo(reader.topic, incoming));
    if (new Set(readers.map((reader) => reader.topic)).size <= 1) {
      for (const reader of readers) reader.receive(incoming);
      return;
    }
    // An event of `drivers` or `users` that does not say which: its epoch tells.
    for (const reader of readers) {
      const { position } = reader;
      if (position === undefined || position.epoch === incoming.payload.epoch) reader.receive(incoming);
    }
  }

  /** A vehicle was left by the command that follows both of its topics: whoever reads one of them joins again. */
  rejoin(topics: readonly TopicName[]): void {
    for (const reader of this.#readers) if (topics.includes(reader.topic)) reader.joiner.join();
  }

  restore(): void {
    for (const reader of this.#readers) reader.joiner.join();
  }

  suspend(): void {
    for (const reader of this.#readers) reader.suspend();
  }

  #close(reader: TopicReader): void {
    if (!this.#readers.delete(reader)) return;
    reader.joiner.close();
    const { topic } = reader;
    if (!this.#wire.open || this.#heldOtherwise(topic)) return;
    if ([...this.#readers].some((other) => other.topic === topic)) return;
    leave(this.#wire.inTurn(turnOf(topic), 'unsubscribe', { topic }));
  }
}

import type { Feed, FeedChannel, FeedParts } from './feed.ts';
import { decodeLogMessage } from './log-message.ts';
import { logNames } from './names.ts';

/** A stored log: events are told as they come, for whoever keeps the log knows their order and what is missing. */
export class CarriedFeed implements Feed {
  readonly channels: readonly FeedChannel[];
  readonly #parts: FeedParts;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    const name = logNames(parts.topic, parts.redis.cluster).channel;
    this.channels = [
      { name, kind: 'sharded-on-cluster', receive: (message) => this.#receive(name, message) },
    ];
  }

  async prepare(): Promise<void> {
    // Nothing of it is in Redis.
  }

  async catchUp(): Promise<void> {
    this.#parts.missed();
  }

  close(): void {
    // Nothing waits here.
  }

  #receive(channel: string, message: string): void {
    const { topic, noteMalformed, emit } = this.#parts;
    const decoded = decodeLogMessage(topic, message);
    if ('malformed' in decoded) noteMalformed(channel, decoded.malformed);
    else emit(decoded.value.event);
  }
}

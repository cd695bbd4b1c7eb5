import type { LiveEvent } from '../../ports/live.ts';
import type { Feed, FeedChannel, FeedParts } from './feed.ts';
import type { KeyedTopics } from './keyed.ts';
import { decodeKeyedMessage } from './keyed-message.ts';
import { keyedNames } from './names.ts';

/**
 * A keyed topic. What comes on both channels of a vehicle, ours and the older one, is told once: each version goes
 * out but once and never after a newer one.
 */
export class KeyedFeed implements Feed {
  readonly channels: readonly FeedChannel[];
  readonly #parts: FeedParts;
  readonly #topics: KeyedTopics;
  #newest = Number.NEGATIVE_INFINITY;
  /** How the older form of the newest ends. */
  #olderEnd: string | undefined;

  constructor(parts: FeedParts, topics: KeyedTopics) {
    this.#parts = parts;
    this.#topics = topics;
    const { channel, older } = keyedNames(parts.topic, parts.redis.cluster);
    const channels = older === undefined ? [channel] : [channel, older];
    this.channels = channels.map((name) => ({
      name,
      kind: 'sharded-on-cluster',
      receive: (message) => this.#receive(name, message, name === older ? 'older' : 'present'),
    }));
  }

  async prepare(): Promise<void> {}

  async catchUp(): Promise<void> {
    const { topic } = this.#parts;
    const state = await this.#topics.get(topic);
    if (state !== undefined) this.#tell({ kind: 'keyed', topic, ...state });
  }

  close(): void {}

  #receive(channel: string, message: string, form: 'present' | 'older'): void {
    // The same script has just published both, so that this is almost always a repetition.
    if (form === 'older' && this.#olderEnd !== undefined && message.endsWith(this.#olderEnd)) return;
    const { topic, now, noteMalformed } = this.#parts;
    const decoded = decodeKeyedMessage(topic, message, form, now());
    if ('malformed' in decoded) noteMalformed(channel, decoded.malformed);
    else this.#tell(decoded.value);
  }

  #tell(event: LiveEvent): void {
    if (event.kind === 'keyed') {
      if (event.version <= this.#newest) return;
      this.#newest = event.version;
      this.#olderEnd = 'timestamp' in event.data ? `"time":"${event.data.timestamp}"}` : undefined;
    }
    this.#parts.emit(event);
  }
}

import type { LiveEvent } from '../../ports/live.ts';
import type { Feed, FeedChannel, FeedParts } from './feed.ts';
import type { KeyedTopics } from './keyed.ts';
import { decodeFleetMessage } from './keyed-message.ts';
import { fleetChannel } from './names.ts';

/** All vehicles of a tenant, from the servers' batches; each version of a vehicle is told once, never after a newer one. */
export class FleetFeed implements Feed {
  readonly channels: readonly FeedChannel[];
  readonly #parts: FeedParts;
  readonly #topics: KeyedTopics;
  readonly #newest = new Map<string, number>();

  constructor(parts: FeedParts, topics: KeyedTopics) {
    this.#parts = parts;
    this.#topics = topics;
    const name = fleetChannel(parts.topic.tenant);
    this.channels = [{ name, kind: 'broadcast', receive: (message) => this.#receive(name, message) }];
  }

  /** What was there before is not news. */
  async prepare(): Promise<void> {}

  async catchUp(): Promise<void> {
    const states = await this.#topics.list(this.#parts.topic.tenant, 'vehicle');
    for (const state of states) this.#tell({ kind: 'keyed', ...state });
    this.#forget(new Set(states.map(({ topic }) => topic.id)));
  }

  close(): void {
    this.#newest.clear();
  }

  #receive(channel: string, message: string): void {
    const { topic, now, noteMalformed } = this.#parts;
    for (const decoded of decodeFleetMessage(topic.tenant, message, now())) {
      if ('malformed' in decoded) noteMalformed(channel, decoded.malformed);
      else this.#tell(decoded.value);
    }
  }

  #tell(event: LiveEvent): void {
    if (event.kind !== 'keyed') return;
    const { id } = event.topic;
    if (event.version <= (this.#newest.get(id) ?? Number.NEGATIVE_INFINITY)) return;
    this.#newest.set(id, event.version);
    this.#parts.emit(event);
  }

  /** Vehicles that Redis no longer knows need not be known here. */
  #forget(listed: ReadonlySet<string>): void {
    for (const id of this.#newest.keys()) if (!listed.has(id)) this.#newest.delete(id);
  }
}

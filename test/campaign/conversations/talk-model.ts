/** A message as its sender and those who reacted know it: what they were told in the end. */
export interface KnownMessage {
  readonly conversationId: string;
  readonly senderId: string;
  readonly clientId: string;
  /** Of each answer that there was. */
  readonly offsets: Set<number>;
  body: string;
  isDeleted: boolean;
  readonly reactions: Map<string, string>;
}

/** What was acknowledged, held against what everybody has in the end. */
export class TalkModel {
  readonly #messages = new Map<string, KnownMessage[]>();
  /** By conversation and person: offset that it has read up to. */
  readonly reads = new Map<string, number>();

  /** Before it is asked for: whether a reply is lost makes no difference to what was said. */
  say(conversationId: string, senderId: string, clientId: string, body: string): KnownMessage {
    const message: KnownMessage = {
      ...{ conversationId, senderId, clientId, body },
      offsets: new Set(),
      isDeleted: false,
      reactions: new Map(),
    };
    const all = this.#messages.get(conversationId) ?? [];
    all.push(message);
    this.#messages.set(conversationId, all);
    return message;
  }

  /** Those that were acknowledged. */
  of(conversationId: string): readonly KnownMessage[] {
    return (this.#messages.get(conversationId) ?? []).filter(({ offsets }) => offsets.size > 0);
  }

  get said(): number {
    return [...this.#messages.values()].reduce((sum, { length }) => sum + length, 0);
  }

  read(conversationId: string, personId: string, offset: number): void {
    const key = `${conversationId} ${personId}`;
    this.reads.set(key, Math.max(offset, this.reads.get(key) ?? 0));
  }
}

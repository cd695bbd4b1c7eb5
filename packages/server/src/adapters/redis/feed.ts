import type { Topic } from '@waycast/contract';
import type { LiveEvent } from '../../ports/live.ts';
import type { NoteMalformed } from './malformed.ts';
import type { Redis } from './redis.ts';

/** A channel that a feed listens to. */
export interface FeedChannel {
  readonly name: string;
  readonly kind: 'sharded-on-cluster' | 'broadcast';
  receive(message: string): void;
}

/** What this server hears of one topic, as events in order. */
export interface Feed {
  readonly channels: readonly FeedChannel[];
  /** Before the channels are subscribed. Must not reject. */
  prepare(): Promise<void>;
  /** After a break: tells what may have been missed. Rejects when Redis cannot be read. */
  catchUp(): Promise<void>;
  close(): void;
}

/** What a feed gets from its owner. */
export interface FeedParts {
  readonly topic: Topic;
  readonly redis: Redis;
  readonly noteMalformed: NoteMalformed;
  now(): number;
  pause(ms: number): Promise<void>;
  emit(event: LiveEvent): void;
  /** Of a stored log something may have been missed. */
  missed(): void;
  /** Something has to be read again when this rejects. */
  retry(caughtUp: Promise<void>): void;
}

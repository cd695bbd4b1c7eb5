import type { ChatMessage } from './reading.ts';
import type { Waiting } from './sender.ts';
import type { Arrival } from './visitor.ts';

/** What there is to see. */
export interface View {
  readonly status: 'idle' | 'starting' | 'here' | 'offline' | 'refused' | 'unreachable';
  readonly company: Arrival['company'] | undefined;
  readonly agentsHere: boolean;
  readonly me: string;
  readonly messages: readonly ChatMessage[];
  readonly waiting: readonly Waiting[];
  readonly hasOlder: boolean;
  readonly typing: readonly string[];
  readonly readByOthers: number;
  readonly unread: number;
}

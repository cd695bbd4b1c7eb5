import type { ConversationPresence } from '@waycast/contract';
import type { Live } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { Viewers, ViewersThen } from '../../ports/viewers.ts';
import type { KnownParties } from './known-parties.ts';

export interface PresenceNewsParts {
  readonly viewers: Pick<Viewers, 'onViewers'>;
  readonly parties: KnownParties;
  readonly live: Pick<Live, 'aside'>;
  readonly log: Log;
}

/** Tells followers of a conversation who has come to it and who has left. The returned function ends it. */
export function tellPresence({ viewers, parties, live, log }: PresenceNewsParts): () => void {
  async function tell({ tenant, id: conversationId, online }: ViewersThen): Promise<void> {
    const known = await parties.of(tenant, conversationId);
    const topic = { tenant, family: 'conversation', id: conversationId } as const;
    for (const [participantId, there] of online) {
      // Who takes no part in it is an agent who serves it.
      const kind = known?.participants.get(participantId)?.kind ?? 'agent';
      const presence: ConversationPresence = { conversationId, participantId, kind, online: there };
      await live.aside(topic, 'presence', presence);
    }
  }

  return viewers.onViewers((news) => {
    for (const one of news) {
      if (one.kind !== 'conversation') continue;
      tell(one).catch((error) =>
        log.debug({ err: error, conversationId: one.id }, 'who has a conversation open was not told'),
      );
    }
  });
}

import { useMutation } from '@tanstack/react-query';
import type { ConversationFeed } from '@waycast/client';
import type { ConversationState } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useRenewal } from '../list/use-conversations.ts';

/** What an agent does with a conversation or a message. */
export type Act =
  | { readonly kind: 'assign'; readonly to: string | null }
  | { readonly kind: 'state'; readonly state: ConversationState }
  | { readonly kind: 'edit'; readonly offset: number; readonly body: string }
  | { readonly kind: 'delete'; readonly offset: number }
  | { readonly kind: 'react'; readonly offset: number; readonly emoji: string | null };

/** Does it; what becomes of it is heard by whoever has the conversation open. */
export function useActs(id: string, feed: ConversationFeed | null) {
  const { http } = useRealtimeConnection().connection;
  const renew = useRenewal();
  return useMutation({
    mutationFn: async (act: Act): Promise<unknown> => {
      switch (act.kind) {
        case 'assign':
          return http.changeConversation({ id }, { assignedTo: act.to });
        case 'state':
          return http.changeConversation({ id }, { state: act.state });
        case 'edit':
          return feed?.edit(act.offset, act.body);
        case 'delete':
          return feed?.remove(act.offset);
        case 'react':
          return feed?.react(act.offset, act.emoji);
        default:
          return act satisfies never;
      }
    },
    onSettled: renew,
  });
}

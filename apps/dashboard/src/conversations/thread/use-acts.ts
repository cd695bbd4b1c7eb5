import { useMutation } from '@tanstack/react-query';
import type { Conversation, ConversationState, Message } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useRenewal } from '../list/use-conversations.ts';

/** What an agent does with a conversation or a message. */
export type Act =
  | { readonly kind: 'assign'; readonly to: string | null }
  | { readonly kind: 'state'; readonly state: ConversationState }
  | { readonly kind: 'edit'; readonly offset: number; readonly body: string }
  | { readonly kind: 'delete'; readonly offset: number };

interface Acting {
  readonly onMessage: (message: Message) => void;
  readonly onConversation: (conversation: Conversation) => void;
}

/** Does it, and shows what became of it. */
export function useActs(id: string, { onMessage, onConversation }: Acting) {
  const { http } = useRealtimeConnection().connection;
  const renew = useRenewal();
  return useMutation({
    mutationFn: async (act: Act): Promise<void> => {
      switch (act.kind) {
        case 'assign':
          return onConversation(await http.changeConversation({ id }, { assignedTo: act.to }));
        case 'state':
          return onConversation(await http.changeConversation({ id }, { state: act.state }));
        case 'edit':
          return onMessage(await http.editMessage({ id, offset: act.offset }, { body: act.body }));
        case 'delete':
          return onMessage(await http.deleteMessage({ id, offset: act.offset }));
        default:
          return act satisfies never;
      }
    },
    onSettled: renew,
  });
}

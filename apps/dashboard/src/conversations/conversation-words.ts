import type { Conversation, Message } from '@waycast/contract';

export const STATE_WORDS = { open: 'Open', pending: 'Pending', closed: 'Closed' } as const;
export const OF_WORDS = { mine: 'Mine', nobody: 'Nobody’s' } as const;

/** Who the conversation is with: its title, or the names of those who are no agents. */
export function withWhom({
  title,
  participants,
  conversationId,
}: Pick<Conversation, 'title' | 'participants' | 'conversationId'>): string {
  if (title !== null) return title;
  const others = participants.filter(({ kind }) => kind !== 'agent' && kind !== 'system');
  const names = others.map(({ name, participantId }) => name ?? nameOfId(participantId));
  return names.join(', ') || conversationId;
}

/** Guests of the chat have no name but a long number, of which the beginning tells them apart. */
export function nameOfId(id: string): string {
  return id.startsWith('guest~') ? `Guest ${id.slice('guest~'.length, 'guest~'.length + 4)}` : id;
}

export function senderName({ senderName: name, senderId }: Pick<Message, 'senderName' | 'senderId'>): string {
  return name ?? nameOfId(senderId);
}

/** The newest message in a line: whose it is, where it is not the customer's, and what it says. */
export function lastWords(message: Message | null, me: string): string {
  if (message === null) return 'No message yet';
  if (message.deletedAt !== null) return 'A message was deleted';
  const by =
    message.senderId === me ? 'You: ' : message.senderKind === 'agent' ? `${senderName(message)}: ` : '';
  return by + message.body.replace(/\s+/g, ' ');
}

/** What it is about, where that is known. */
export function aboutWords({ about }: Pick<Conversation, 'about'>): string | undefined {
  return about === null ? undefined : about.type === 'other' ? about.id : `${about.type} ${about.id}`;
}

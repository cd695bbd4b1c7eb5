/** Everything the widget says. Pages replace any of it with `data-text-NAME`, `{…}` included. */
const ENGLISH = {
  title: 'Chat with us',
  open: 'Open the chat',
  close: 'Close the chat',
  unread: '{count} unread',
  online: 'We are here',
  away: 'We answer as soon as we can',
  greeting: 'Ask us anything.',
  placeholder: 'Write a message',
  send: 'Send',
  log: 'Messages',
  you: 'You',
  agent: 'Agent',
  typing: '{name} is writing …',
  sending: 'Sending …',
  waiting: 'Waits for the connection',
  sent: 'Sent',
  read: 'Read',
  failed: 'Not sent: {reason}',
  again: 'Try again',
  discard: 'Discard',
  edited: 'edited',
  deleted: 'This message was deleted.',
  earlier: 'An earlier message',
  older: 'Older messages',
  loading: 'Loading …',
  starting: 'Connecting …',
  offline: 'No connection. What you write is sent once it is back.',
  forbidden: 'This chat is not available on this page.',
  unavailable: 'The chat cannot be reached. It is tried again.',
  tooMany: 'Wait until the earlier messages are sent.',
  tooLong: 'This is too long for one message. Send it in parts.',
  today: 'Today',
} as const;

export type TextName = keyof typeof ENGLISH;
export type Texts = Readonly<Record<TextName, string>>;

const isName = (name: string): name is TextName => name in ENGLISH;

/** The texts of a page: those of `data-text-NAME` in place of the English ones. Names are read without their case. */
export function readTexts(dataset: Readonly<Record<string, string | undefined>>): Texts {
  const names = new Map(Object.keys(ENGLISH).map((name) => [name.toLowerCase(), name]));
  const own: Partial<Record<TextName, string>> = {};
  for (const [key, text] of Object.entries(dataset)) {
    if (!key.startsWith('text') || text === undefined) continue;
    const name = names.get(key.slice('text'.length).toLowerCase());
    if (name !== undefined && isName(name)) own[name] = text;
  }
  return { ...ENGLISH, ...own };
}

/** Puts values in place of `{name}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

import { COMMAND_NAMES, commandDefinition, WaycastError } from '@waycast/contract';

/** What a client may put in `id`: it comes back in the ack. */
export type MessageId = number | string;

const MAX_ID_LENGTH = 64;

/** A message of a raw WebSocket client, read but not judged. */
export interface Message {
  /** Undefined when the message has no `type`. */
  readonly name: string | undefined;
  readonly id: MessageId | undefined;
  /** The fields beside `type` and `id`; undefined when there are none and the command takes none. */
  readonly input: unknown;
}

/** Commands that may be sent without any field. */
const BARE_COMMANDS: ReadonlySet<string> = new Set(
  COMMAND_NAMES.filter((name) => commandDefinition(name).input.safeParse(undefined).success),
);

/** Reads `{"type": EVENT, "id"?: n, …fields}`, or throws WaycastError `invalid` that says what is wrong. */
export function readMessage(text: string): Message {
  const message = parseObject(text);
  const { type, id, ...fields } = message;
  const name = typeof type === 'string' && type !== '' ? type : undefined;
  const bare = name !== undefined && BARE_COMMANDS.has(name) && Object.keys(fields).length === 0;
  return { name, id: readId(id), input: bare ? undefined : fields };
}

function readId(id: unknown): MessageId | undefined {
  if (id === undefined || id === null) return undefined;
  if (typeof id === 'number' || (typeof id === 'string' && id.length <= MAX_ID_LENGTH)) return id;
  throw new WaycastError('invalid', `"id" takes a number or a string of at most ${MAX_ID_LENGTH} characters`);
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WaycastError('invalid', 'the message is not JSON; it takes one JSON object a text frame');
  }
  if (!isObject(value)) throw new WaycastError('invalid', 'the message is not a JSON object');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

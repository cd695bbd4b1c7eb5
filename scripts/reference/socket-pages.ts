import {
  COMMAND_NAMES,
  type CommandName,
  commandDefinition,
  EVENT_NAMES,
  EVENTS,
  TOPIC_FAMILIES,
  topicDefinition,
} from '@waycast/contract';
import { ACK_EXAMPLES, COMMAND_EXAMPLES, EVENT_EXAMPLES } from '@waycast/contract/examples';
import { COMMAND_ACTIONS, TOPIC_ACTIONS } from '../../packages/server/src/kernel/policies.ts';
import { fieldList } from './fields.ts';
import { code, jsonBlock, page, table } from './markdown.ts';

/** Every command that clients send. */
export function commandsPage(): string {
  const rows = COMMAND_NAMES.map((name) => {
    const { input, ack, anonymous, summary } = commandDefinition(name);
    return [
      code(name),
      signature(name),
      fieldList(input, 'input'),
      fieldList(ack, 'output'),
      anonymous === true ? 'open' : code(COMMAND_ACTIONS[name]),
      summary,
    ];
  });
  const introduction =
    'On Socket.IO a command is an event with the arguments shown and an ack as the last one. On raw WebSocket it is a frame ' +
    '`{"type": COMMAND, "id"?: n, …fields}`, answered by `{"type": "ack", "id": n, …}`. A positive ack also has `ok: true` ' +
    'and `requestId`; a negative one is `{ok: false, error: {code, message, retryAfterMs?, requestId}}`.';
  const examples = COMMAND_NAMES.map(
    (name) =>
      `### ${code(name)}\n\n${jsonBlock({ type: name, id: 1, ...COMMAND_EXAMPLES[name] })}\n\n${jsonBlock({ type: 'ack', id: 1, ok: true, requestId: 'k3x9-12', ...ACK_EXAMPLES[name] })}`,
  );
  return page(
    'Commands',
    introduction,
    table(['command', 'Socket.IO', 'fields', 'ack', 'policy', 'meaning'], rows),
    '## Examples on raw WebSocket',
    ...examples,
  );
}

/** `subscribe(input, ack)`: how a Socket.IO client calls the command. */
function signature(name: CommandName): string {
  const { positional, input } = commandDefinition(name);
  const optional = input.safeParse(undefined).success ? '?' : '';
  const list = positional.length === 0 ? `input${optional}` : positional.join(', ');
  return code(`${name}(${list}, ack)`);
}

/** Every event that clients get. */
export function eventsPage(): string {
  const topicsOf = (event: string): string => {
    const families = TOPIC_FAMILIES.filter((family) => Object.hasOwn(topicDefinition(family).events, event));
    return families.length === 0 ? '–' : families.map(code).join(', ');
  };
  const rows = EVENT_NAMES.map((name) => [
    code(name),
    topicsOf(name),
    fieldList(EVENTS[name].payload, 'output'),
    EVENTS[name].summary,
  ]);
  const introduction =
    'On Socket.IO an event carries its payload as the one argument; on raw WebSocket the fields stand beside `"type"`; in ' +
    'Server-Sent Events the name is in `event:` and the payload in `data:`. Events of log topics carry `offset` and `epoch` besides.';
  const examples = EVENT_NAMES.map((name) => `### ${code(name)}\n\n${jsonBlock(EVENT_EXAMPLES[name])}`);
  return page(
    'Events',
    introduction,
    table(['event', 'topics', 'fields', 'meaning'], rows),
    '## Examples',
    ...examples,
  );
}

/** Every topic family. */
export function topicsPage(): string {
  const rows = TOPIC_FAMILIES.map((family) => {
    const { kind, hasId, events, anyEvent, channels, summary } = topicDefinition(family);
    const named = Object.keys(events).map((name) =>
      name === 'message' ? "the message's `type`" : code(name),
    );
    const names = [...named, ...(anyEvent === true ? ['any other'] : [])];
    return [
      code(hasId ? `${family}:{id}` : family),
      kind,
      names.join(', '),
      channels.map(code).join(', ') || '–',
      code(TOPIC_ACTIONS[family]),
      summary,
    ];
  });
  const introduction =
    'A `keyed` topic holds the newest value and may skip older ones; a `log` topic is complete and ordered, with an offset in an ' +
    'epoch. Names are those of the tenant `default`; for another tenant a room or channel has its id and a colon in front.';
  return page(
    'Topics',
    introduction,
    table(['topic', 'kind', 'events', 'Redis channels', 'policy', 'meaning'], rows),
  );
}

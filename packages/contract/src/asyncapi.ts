import { COMMAND_NAMES, type CommandName, commandDefinition } from './commands.ts';
import { EVENT_NAMES, EVENTS, type EventName, WireErrorSchema } from './events.ts';
import { ACK_EXAMPLES, COMMAND_EXAMPLES, EVENT_EXAMPLES } from './examples.ts';
import { type JsonSchema, SchemaSet } from './json-schemas.ts';
import { TOPIC_FAMILIES, topicDefinition } from './topics.ts';
import { WEBSOCKET_SUBPROTOCOL } from './version.ts';

/** An AsyncAPI 3.0 document of every command and event on every transport. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: Readonly<Record<string, object>>;
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: Readonly<Record<string, object>> }>
  >;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: {
    readonly schemas?: Readonly<Record<string, JsonSchema>>;
    readonly messages: Readonly<Record<string, object>>;
  };
}

/** Ways to the same commands and events. Server-Sent Events take no commands. */
const CHANNELS = [
  {
    id: 'socketio',
    address: '/',
    server: 'socketio',
    commands: true,
    summary: 'Socket.IO v4, the main namespace.',
  },
  {
    id: 'socketioTransport',
    address: '/transport',
    server: 'socketio',
    commands: true,
    summary: 'Socket.IO v4, namespace `/transport`: the same.',
  },
  {
    id: 'websocket',
    address: '/ws',
    server: 'websocket',
    commands: true,
    summary: 'JSON text frames: `{"type", "id"?, …fields}` both ways, `{"type": "ack", "id", "ok", …}` back.',
  },
  {
    id: 'sse',
    address: '/api/stream',
    server: 'sse',
    commands: false,
    summary: 'Server-Sent Events of the topics named in `?topics=`.',
  },
] as const;

const DESCRIPTION =
  'Live positions and messages. Every command takes an ack: `{ok: true, requestId, …}` or `{ok: false, error}`. ' +
  'Keyed topics hold the newest value and may skip; log topics are complete, with an offset in an epoch.';

/** Builds the document for a server of this version. */
export function buildAsyncApi(version: string): AsyncApiDocument {
  const schemas = new SchemaSet();
  const messages = messagesOf(schemas);
  return schemas.complete({
    asyncapi: '3.0.0',
    info: { title: 'Waycast', version, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: Object.fromEntries(CHANNELS.map(({ id, ...channel }) => [id, channelOf(channel)])),
    operations: Object.fromEntries(CHANNELS.flatMap(({ id, commands }) => operationsOf(id, commands))),
    components: { messages, securitySchemes: SECURITY_SCHEMES },
    'x-waycast-topics': topics(),
  });
}

const TOKEN = [{ $ref: '#/components/securitySchemes/token' }];
const SERVERS = {
  socketio: {
    host: 'localhost:3000',
    pathname: '/socket.io',
    protocol: 'wss',
    protocolVersion: '4',
    security: TOKEN,
    description: 'Socket.IO; the token goes in `auth.token` of the handshake.',
  },
  websocket: {
    host: 'localhost:3000',
    pathname: '/ws',
    protocol: 'wss',
    security: TOKEN,
    description: `WebSocket, subprotocol \`${WEBSOCKET_SUBPROTOCOL}\` or none; the token goes in \`?token=\` or the command \`authenticate\`.`,
  },
  sse: {
    host: 'localhost:3000',
    pathname: '/api/stream',
    protocol: 'https',
    security: TOKEN,
    description: 'Server-Sent Events; the token goes in the header `Authorization` or in `?token=`.',
  },
};
const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token as `waycast token` prints it.',
  },
};

/** `track:vehicle` as part of an identifier: `trackVehicle`. */
function identifier(name: string): string {
  return name.replace(/:(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const idOf = {
  command: (name: CommandName): string => `command.${identifier(name)}`,
  ack: (name: CommandName): string => `ack.${identifier(name)}`,
  event: (name: EventName): string => `event.${identifier(name)}`,
};

function messagesOf(schemas: SchemaSet): Record<string, object> {
  const error = schemas.add(WireErrorSchema, 'output');
  return Object.fromEntries([
    ...COMMAND_NAMES.flatMap((name) => [
      [idOf.command(name), commandMessage(name, schemas)],
      [idOf.ack(name), ackMessage(name, schemas, error)],
    ]),
    ...EVENT_NAMES.map((name) => [idOf.event(name), eventMessage(name, schemas)]),
  ]);
}

function commandMessage(name: CommandName, schemas: SchemaSet): object {
  const { summary, input, positional } = commandDefinition(name);
  return {
    name,
    title: name,
    summary,
    payload: schemas.add(input, 'input'),
    examples: [{ payload: COMMAND_EXAMPLES[name] }],
    'x-socketio-arguments': positional,
  };
}

function ackMessage(name: CommandName, schemas: SchemaSet, error: JsonSchema): object {
  const { ack } = commandDefinition(name);
  const { properties = {}, required = [], ...rest } = schemas.add(ack, 'output');
  const positive = {
    ...rest,
    properties: { ok: { const: true }, requestId: { type: 'string' }, ...(properties as object) },
    required: ['ok', 'requestId', ...(required as string[])],
  };
  const negative = { type: 'object', properties: { ok: { const: false }, error }, required: ['ok', 'error'] };
  return {
    name: `${name} ack`,
    title: `Ack of ${name}`,
    payload: { oneOf: [positive, negative] },
    examples: [{ payload: { ok: true, requestId: 'k3x9-12', ...ACK_EXAMPLES[name] } }],
  };
}

function eventMessage(name: EventName, schemas: SchemaSet): object {
  const { payload, summary } = EVENTS[name];
  return {
    name,
    title: name,
    summary,
    payload: schemas.add(payload, 'output'),
    examples: [{ payload: EVENT_EXAMPLES[name] }],
  };
}

function channelOf(channel: { address: string; server: string; commands: boolean; summary: string }) {
  const names = [
    ...(channel.commands ? COMMAND_NAMES.flatMap((name) => [idOf.command(name), idOf.ack(name)]) : []),
    ...EVENT_NAMES.map(idOf.event),
  ];
  return {
    address: channel.address,
    summary: channel.summary,
    servers: [{ $ref: `#/servers/${channel.server}` }],
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

function operationsOf(channel: string, commands: boolean): [string, object][] {
  const ref = { $ref: `#/channels/${channel}` };
  const message = (name: string): object => ({ $ref: `#/channels/${channel}/messages/${name}` });
  const events = {
    action: 'send',
    channel: ref,
    summary: 'Events that the server sends.',
    messages: EVENT_NAMES.map((name) => message(idOf.event(name))),
  };
  const receive = (name: CommandName): object => ({
    action: 'receive',
    channel: ref,
    summary: commandDefinition(name).summary,
    messages: [message(idOf.command(name))],
    reply: { channel: ref, messages: [message(idOf.ack(name))] },
  });
  return [
    ...(commands
      ? COMMAND_NAMES.map((name): [string, object] => [`${channel}.${identifier(name)}`, receive(name)])
      : []),
    [`${channel}.events`, events],
  ];
}

function topics(): object[] {
  return TOPIC_FAMILIES.map((family) => {
    const { kind, hasId, events, anyEvent = false, summary } = topicDefinition(family);
    const topic = hasId ? `${family}:{id}` : family;
    return { topic, kind, events: Object.keys(events), anyEvent, summary };
  });
}

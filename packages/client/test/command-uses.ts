import type { CommandAck, CommandArguments, CommandName } from '@waycast/contract';
import type { Connection } from '../src/index.ts';

/** Compiles only if every command can be called with its input and resolves with its ack. */
type CallOf<N extends CommandName> = (
  connection: Connection,
  input: NonNullable<CommandArguments<N>>,
) => Promise<CommandAck<N>>;

export const CALLS: { readonly [N in CommandName]: CallOf<N> } = {
  authenticate: (connection, input) => connection.call('authenticate', input),
  'track:vehicle': (connection, input) => connection.call('track:vehicle', input),
  'untrack:vehicle': (connection, input) => connection.call('untrack:vehicle', input),
  'track:trip': (connection, input) => connection.call('track:trip', input),
  'untrack:trip': (connection, input) => connection.call('untrack:trip', input),
  'order:view': (connection, input) => connection.call('order:view', input),
  'order:unview': (connection, input) => connection.call('order:unview', input),
  'order:accept': (connection, input) => connection.call('order:accept', input),
  'track:fleet': (connection) => connection.call('track:fleet'),
  'untrack:fleet': (connection) => connection.call('untrack:fleet'),
  'location:update': (connection, input) => connection.call('location:update', input),
  heartbeat: (connection) => connection.call('heartbeat'),
  'region:join': (connection, input) => connection.call('region:join', input),
  'join:company': (connection, input) => connection.call('join:company', input),
  'join:conversation': (connection, input) => connection.call('join:conversation', input),
  'leave:conversation': (connection, input) => connection.call('leave:conversation', input),
  'message:list': (connection, input) => connection.call('message:list', input),
  'message:send': (connection, input) => connection.call('message:send', input),
  'message:edit': (connection, input) => connection.call('message:edit', input),
  'message:delete': (connection, input) => connection.call('message:delete', input),
  'message:react': (connection, input) => connection.call('message:react', input),
  'message:read': (connection, input) => connection.call('message:read', input),
  typing: (connection, input) => connection.call('typing', input),
  subscribe: (connection, input) => connection.call('subscribe', input),
  unsubscribe: (connection, input) => connection.call('unsubscribe', input),
};

/** Names that Socket.IO keeps for itself, and `ack`, which on raw WebSocket is the answer to a command. */
const RESERVED: ReadonlySet<string> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
  'ack',
]);

/** Whether an application cannot give this name to an event of its own. */
export function isReservedEvent(name: string): boolean {
  return RESERVED.has(name);
}

import { commandDefinition, isCommandName } from '@waycast/contract';
import type { SendAck } from '../inbox.ts';

/** What a client's `emit(event, …args, ack?)` says. */
export interface Emitted {
  readonly input: unknown;
  readonly ack: SendAck | undefined;
}

/**
 * Reads the arguments of an event: an ack function stands last; positional arguments become the fields that the
 * contract names, and one plain object is taken for the fields themselves.
 */
export function readArguments(event: unknown, args: readonly unknown[]): Emitted {
  const last = args.at(-1);
  const ack = typeof last === 'function' ? (fields: object) => void last(fields) : undefined;
  return { input: inputOf(event, ack === undefined ? args : args.slice(0, -1)), ack };
}

function inputOf(event: unknown, args: readonly unknown[]): unknown {
  const positional =
    typeof event === 'string' && isCommandName(event) ? commandDefinition(event).positional : [];
  // JSON has no undefined: what a client left out arrives as null.
  const first = args[0] ?? undefined;
  if (positional.length === 0 || isFields(first)) return first;
  return Object.fromEntries(positional.map((name, index) => [name, args[index] ?? undefined]));
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

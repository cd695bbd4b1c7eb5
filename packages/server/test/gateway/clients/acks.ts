import type { Ack } from '../../../src/conformance/transport-suite.ts';
import { isRecord } from './event-log.ts';

/** An ack as it came from the wire. */
export function asAck(value: unknown): Ack {
  if (isAck(value)) return value;
  throw new Error(`not an ack: ${JSON.stringify(value)}`);
}

function isAck(value: unknown): value is Ack {
  return isRecord(value) && typeof value.ok === 'boolean' && (value.ok || isRecord(value.error));
}

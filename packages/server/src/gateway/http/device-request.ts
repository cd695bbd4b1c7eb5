import { WaycastError } from '@waycast/contract';
import type { FastifyRequest } from 'fastify';
import type { DeviceReport } from '../../kernel/device-reports.ts';
import type { DeviceFormat, DeviceRequest } from '../devices/device-format.ts';
import { type DeviceBody, tooLong } from './device-body.ts';
import { KEY_PARAMETER } from './device-key.ts';
import { parseJson } from './json-body.ts';
import { queryOf } from './route-paths.ts';

/** A form is one position; this is many times what any client sends. */
const MAX_FORM_LENGTH = 65_536;

/** Of the query and a form together; all of them are read again for each message of a list. */
const MAX_FIELDS = 200;

/** A request as its format reads it, and what of it is to be taken. */
export interface ReadRequest {
  /** The id that the client calls itself by. */
  readonly deviceId: string | undefined;
  readonly report: DeviceReport;
}

/** Reads a request of a device. Throws nothing: what makes no sense is one message that cannot be decoded. */
export function readDeviceRequest(
  { url, headers }: Pick<FastifyRequest, 'url' | 'headers'>,
  body: DeviceBody | undefined,
  format: DeviceFormat,
): ReadRequest {
  const query = fieldsOf(queryOf(url));
  if (body?.kind === 'too-long') return unusable('', tooLong(body.bytes));
  const text = body?.text.trim() ?? '';
  try {
    const { form, json } = contentOf(text);
    const request: DeviceRequest = { fields: few(new Map([...query, ...form])), headers, json };
    const decode = (message: object) => format.decode(message, request);
    return { deviceId: format.deviceIdOf(request), report: { messages: format.messagesOf(request), decode } };
  } catch (error) {
    return unusable(text, error instanceof WaycastError ? error.message : 'this could not be read');
  }
}

const NONE: ReadonlyMap<string, string> = new Map();

function contentOf(text: string): { form: ReadonlyMap<string, string>; json: unknown } {
  if (text === '') return { form: NONE, json: undefined };
  if (!isForm(text)) return { form: NONE, json: parseJson(text) };
  if (text.length <= MAX_FORM_LENGTH) return { form: fieldsOf(text), json: undefined };
  throw new WaycastError('invalid', `a form may have ${MAX_FORM_LENGTH} characters; this has ${text.length}`);
}

/** JSON begins otherwise, with a byte order mark perhaps. */
function isForm(text: string): boolean {
  return /^[\w.%~+-]+=/.test(text);
}

/** The key is kept from formats: what they put aside is shown to people. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map(new URLSearchParams(text));
  fields.delete(KEY_PARAMETER);
  return fields;
}

function few(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (fields.size <= MAX_FIELDS) return fields;
  throw new WaycastError('invalid', `query and form may have ${MAX_FIELDS} fields; they have ${fields.size}`);
}

function unusable(text: string, reason: string): ReadRequest {
  const refuse = (): never => {
    throw new WaycastError('invalid', reason);
  };
  return { deviceId: undefined, report: { messages: [{ text }], decode: refuse } };
}

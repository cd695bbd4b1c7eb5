import type { Topic } from '@waycast/contract';
import { topicDefinition } from '@waycast/contract';
import type { LiveEvent, LogPosition, Renumbered } from '../../ports/live.ts';
import { isObject, openJson, parseObject } from './json-text.ts';
import { type Decoded, issueOf } from './location-message.ts';

// An event of a log on its channel and in its stream is its own fields and
//   offset, epoch       its position
//   _event              its name, where it is not the family's first
//   _was, _base         [epoch, offset] of a renumbered event, see the port
// `drivers_channel` and `users_channel` carry {type, message: {type, …}} instead of the event's own fields.

/** A log event as its stream holds it: `base` is needed to find a position of the other log. */
export interface LogEntry {
  readonly event: Extract<LiveEvent, { kind: 'log' }>;
  readonly base?: LogPosition;
}

/** The fields of an event's message that come before its position. */
export function openLogMessage(topic: Topic, data: object): string {
  if (!isEnvelope(topic)) return openJson(data);
  return openJson({ type: 'type' in data ? data.type : undefined, message: data });
}

/** The fields that come after its position, as JSON text. */
export function closingFields(topic: Topic, event: string, earlier: Renumbered | undefined): string {
  const name = event === usualEvent(topic) ? '' : `,"_event":${JSON.stringify(event)}`;
  return `${name}${positionField('_was', earlier?.was)}${positionField('_base', earlier?.base)}`;
}

/** The whole message of an event that the database has numbered. */
export function carriedMessage(
  topic: Topic,
  event: string,
  data: object,
  { epoch, offset }: LogPosition,
): string {
  const position = `"offset":${offset},"epoch":${JSON.stringify(epoch)}`;
  return `${openLogMessage(topic, data)}${position}${closingFields(topic, event, undefined)}}`;
}

/** The whole message of an aside; it always names its event. */
export function asideMessage(topic: Topic, event: string, data: object): string {
  return `${openLogMessage(topic, data)}"_event":${JSON.stringify(event)}}`;
}

/** What a log's channel carries: an event of the log, or one from outside. */
export interface LogMessage {
  readonly event: Extract<LiveEvent, { kind: 'log' | 'aside' }>;
  readonly base?: LogPosition;
}

/**
 * A message of a log's channel or stream. Without a position it came from outside, is checked against the contract,
 * and is an aside.
 */
export function decodeLogMessage(topic: Topic, text: string): Decoded<LogMessage> {
  const input = parseObject(text);
  if (input === undefined) return { malformed: 'takes a JSON object' };
  const { offset, epoch, _event, _was, _base, ...rest } = input;
  const event = typeof _event === 'string' ? _event : usualEvent(topic);
  if (event === undefined) return { malformed: '_event names the event' };
  if (typeof epoch !== 'string' || typeof offset !== 'number') return decodeAside(topic, event, input);
  const data = isEnvelope(topic) ? messageOf(rest) : rest;
  const [was, base] = [positionOf(_was), positionOf(_base)];
  const numbered = { kind: 'log', topic, event, data, epoch, offset } as const;
  return {
    value: {
      event: was === undefined ? numbered : { ...numbered, was },
      ...(base === undefined ? {} : { base }),
    },
  };
}

function decodeAside(
  topic: Topic,
  event: string,
  { _event, ...input }: Readonly<Record<string, unknown>>,
): Decoded<LogMessage> {
  const data = isEnvelope(topic) ? messageOf(input) : input;
  const checked = topicDefinition(topic.family).events[event]?.safeParse(data);
  if (checked?.success === false) return { malformed: issueOf(checked.error) };
  return { value: { event: { kind: 'aside', topic, event, data } } };
}

function isEnvelope({ family }: Topic): boolean {
  return family === 'drivers' || family === 'users';
}

/** A bare message has no inner one of the same type. */
function messageOf(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { type, message } = input;
  return isObject(message) && message['type'] === type ? message : input;
}

/** The event's name where a message has none: what scripts publish is the first of the family's. */
function usualEvent({ family }: Topic): string | undefined {
  const { anyEvent, events } = topicDefinition(family);
  return anyEvent === true ? undefined : Object.keys(events)[0];
}

function positionField(name: string, position: LogPosition | undefined): string {
  return position === undefined ? '' : `,"${name}":${JSON.stringify([position.epoch, position.offset])}`;
}

function positionOf(value: unknown): LogPosition | undefined {
  if (!Array.isArray(value)) return undefined;
  const [epoch, offset]: unknown[] = value;
  return typeof epoch === 'string' && typeof offset === 'number' ? { epoch, offset } : undefined;
}

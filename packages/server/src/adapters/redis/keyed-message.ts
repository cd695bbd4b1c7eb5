import type { Topic } from '@waycast/contract';
import { topicDefinition } from '@waycast/contract';
import type { KeyedState, LiveEvent } from '../../ports/live.ts';
import { isObject, parseObject } from './json-text.ts';
import { type Decoded, decodeLocation, decodeOlderLocation, issueOf } from './location-message.ts';

/** The field of a value that says whose it is. */
const ID_FIELDS: Partial<Record<Topic['family'], string>> = { trip: 'tripId', offers: 'driverId' };

/**
 * A message of a keyed topic's channel. Those of vehicles are positions; those of other families are the value with a
 * last field `_live: [version]`, and without it they come from outside and are delivered as they are.
 */
export function decodeKeyedMessage(
  topic: Topic,
  text: string,
  form: 'present' | 'older',
  now: number,
): Decoded<LiveEvent> {
  const input = parseObject(text);
  if (input === undefined) return { malformed: 'takes a JSON object' };
  if (topic.family !== 'vehicle') return decodeVersioned(topic, input);
  const decoded =
    form === 'older' ? decodeOlderLocation(input, topic, now) : decodeLocation(input, topic.id, now);
  return 'malformed' in decoded ? decoded : { value: { kind: 'keyed', topic, ...decoded.value } };
}

function decodeVersioned(
  topic: Topic,
  { _live: live, ...data }: Readonly<Record<string, unknown>>,
): Decoded<LiveEvent> {
  const event = keyedEvent(topic);
  const version = Array.isArray(live) ? numberOf(live[0]) : undefined;
  if (version !== undefined) return { value: { kind: 'keyed', topic, event, data, version } };
  const checked = topicDefinition(topic.family).events[event]?.safeParse(data);
  if (checked?.success === false) return { malformed: issueOf(checked.error) };
  const idField = ID_FIELDS[topic.family];
  if (idField !== undefined && data[idField] !== topic.id) {
    return { malformed: `${idField} is not ${topic.id}, whose channel this is` };
  }
  return { value: { kind: 'aside', topic, event, data } };
}

/** A stored state: the value with a last field `_live: [version, announcedVersion, announcedAtMs]`. */
export function decodeState(topic: Topic, text: unknown): KeyedState | undefined {
  if (typeof text !== 'string') return undefined;
  const { _live: live, ...data } = parseObject(text) ?? {};
  const version = Array.isArray(live) ? numberOf(live[0]) : undefined;
  return version === undefined ? undefined : { event: keyedEvent(topic), data, version };
}

/** A message `{updates: […]}` of the fleet's channel, as events of the vehicles' topics, each judged alone. */
export function decodeFleetMessage(tenant: string, text: string, now: number): Decoded<LiveEvent>[] {
  const input = parseObject(text);
  if (input === undefined || !Array.isArray(input['updates'])) return [{ malformed: 'takes {updates: […]}' }];
  return input['updates'].map((update: unknown) => {
    const decoded = decodeLocation(update, undefined, now);
    if ('malformed' in decoded) return decoded;
    const id = isObject(update) ? String(update['vehicleId']) : '';
    return { value: { kind: 'keyed', topic: { tenant, family: 'vehicle', id }, ...decoded.value } };
  });
}

/** A keyed topic has one event. */
function keyedEvent(topic: Topic): string {
  return Object.keys(topicDefinition(topic.family).events)[0] ?? topic.family;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

import type { EventName, EventPayload, TOPICS, TopicFamily } from '@waycast/contract';
import type { Incoming } from './frame.ts';

/** What a client must know of a topic family: its kind, its events, and the event field that holds the topic's id. */
type FamilyTable = {
  readonly [F in TopicFamily]: {
    readonly kind: (typeof TOPICS)[F]['kind'];
    readonly events: readonly (keyof (typeof TOPICS)[F]['events'] & EventName)[];
    readonly idField: (typeof TOPICS)[F]['hasId'] extends true ? string : null;
  };
};

/** Typed from the contract, so that a family added or changed there does not compile here until it is added. */
const FAMILIES: FamilyTable = {
  vehicle: { kind: 'keyed', events: ['location:update'], idField: 'vehicleId' },
  geofence: { kind: 'log', events: ['geofence:alert', 'geofence:dwell'], idField: 'vehicleId' },
  trip: { kind: 'keyed', events: ['trip:update'], idField: 'tripId' },
  fleet: { kind: 'keyed', events: ['locations:batch'], idField: null },
  drivers: { kind: 'log', events: ['message'], idField: null },
  users: { kind: 'log', events: ['message'], idField: null },
  order: { kind: 'log', events: ['order:update', 'order_viewers'], idField: 'orderId' },
  offers: { kind: 'keyed', events: ['offers:update'], idField: 'driverId' },
  region: { kind: 'keyed', events: ['region:update'], idField: 'geohash' },
  conversation: {
    kind: 'log',
    events: ['message:new', 'message:changed', 'message:read', 'conversation:update', 'typing', 'presence'],
    idField: 'conversationId',
  },
  company: { kind: 'log', events: [], idField: 'companyId' },
};

/** A topic as clients of one tenant write it: `vehicle:bus-7`, `fleet`. */
export type TopicName<F extends TopicFamily = TopicFamily> = F extends TopicFamily
  ? (typeof TOPICS)[F]['hasId'] extends true
    ? `${F}:${string}`
    : F
  : never;

/** The family of a topic name. */
export type FamilyOf<T extends TopicName> = T extends `${infer F extends TopicFamily}:${string}`
  ? F
  : T extends TopicFamily
    ? T
    : never;

/** Names of the events that followers of a topic get. */
export type TopicEventName<T extends TopicName> = keyof (typeof TOPICS)[FamilyOf<T>]['events'] & EventName;

/** Payload of the events that followers of a topic get. */
export type TopicPayload<T extends TopicName> = EventPayload<TopicEventName<T>>;

/** Whether events of this topic are numbered, so that a reader can ask for what it missed. */
export function isLogTopic(topic: TopicName): boolean {
  return FAMILIES[familyOf(topic)].kind === 'log';
}

/** Whether an event can belong to a topic, judged by its name and the id it carries. */
export function belongsTo(topic: TopicName, { event, payload }: Incoming): boolean {
  // Events of logs say which they are of; two families share a name, and those of a company have any.
  if (typeof payload.topic === 'string') return payload.topic === topic;
  const { events, idField } = FAMILIES[familyOf(topic)];
  if (!events.some((name) => name === event)) return false;
  return idField === null || topic.slice(topic.indexOf(':') + 1) === String(payload[idField]);
}

/** Commands about topics with the same turn wait for each other: both topics of a vehicle come and go with it. */
export function turnOf(topic: TopicName): string {
  return topic.slice(topic.indexOf(':') + 1);
}

function familyOf(topic: TopicName): TopicFamily {
  const word = topic.split(':', 1)[0] ?? '';
  if (isFamily(word)) return word;
  throw new TypeError(`No topic family '${word}'. Families are ${Object.keys(FAMILIES).join(', ')}.`);
}

function isFamily(word: string): word is TopicFamily {
  return Object.hasOwn(FAMILIES, word);
}

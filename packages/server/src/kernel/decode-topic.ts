import type { Topic } from '@waycast/contract';
import { parseTopicName, TOPIC_FAMILIES, topicDefinition, WaycastError } from '@waycast/contract';

/** The topic that a client names, in its own tenant; throws `invalid` with the names there are. */
export function decodeTopic(name: string, tenant: string): Topic {
  const topic = parseTopicName(name, tenant);
  if (topic !== undefined) return topic;
  const accepted = TOPIC_FAMILIES.map((family) => (topicDefinition(family).hasId ? `${family}:ID` : family));
  throw new WaycastError(
    'invalid',
    `"${name.slice(0, 100)}" is not a topic; there are ${accepted.join(', ')}`,
  );
}

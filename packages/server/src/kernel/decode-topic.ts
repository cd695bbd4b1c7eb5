import type { Topic, TopicFamily } from '@waycast/contract';
import { parseTopicName, TOPIC_FAMILIES, topicDefinition, WaycastError } from '@waycast/contract';

/** The topic that a client names, in its own tenant; throws `invalid` with the names there are. */
export function decodeTopic(name: string, tenant: string): Topic {
  const topic = parseTopicName(name, tenant);
  if (topic !== undefined) return topic;
  throw new WaycastError('invalid', `"${name.slice(0, 100)}" is not a topic; ${accepted(name)}`);
}

function accepted(name: string): string {
  const family = TOPIC_FAMILIES.find((one) => name.startsWith(`${one}:`));
  const takes = family === undefined ? undefined : topicDefinition(family).ids?.takes;
  if (takes !== undefined) return `the part after "${family}:" ${takes}`;
  return `there are ${TOPIC_FAMILIES.map(shown).join(', ')}`;
}

function shown(family: TopicFamily): string {
  return topicDefinition(family).hasId ? `${family}:ID` : family;
}

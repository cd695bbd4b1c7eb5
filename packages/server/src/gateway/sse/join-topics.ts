import type { IncomingMessage } from 'node:http';
import type { Topic } from '@waycast/contract';
import { topicDefinition, topicName, WaycastError } from '@waycast/contract';
import { decodeTopic } from '../../kernel/decode-topic.ts';
import { resyncOf } from '../../kernel/frames.ts';
import type { Session } from '../../kernel/session.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Subscribe } from '../../kernel/subscribe.ts';
import type { LogPosition } from '../../ports/live.ts';
import { readEventId } from './last-event-id.ts';
import type { StreamSink } from './sink.ts';

/** Topics that one stream may name. */
const MAX_TOPICS = 100;

export interface TopicsRequest {
  readonly request: IncomingMessage;
  readonly token: string;
  readonly topics: string;
}

/**
 * Authenticates a stream's session and follows every topic it names. Resolves to what lets their snapshots, missed
 * and new events out, in this order; the sink knows by then where the client stands.
 */
export async function joinTopics(
  { sessions, subscribe }: { readonly sessions: Sessions; readonly subscribe: Subscribe },
  { session, sink }: { readonly session: Session; readonly sink: StreamSink },
  { request, token, topics: names }: TopicsRequest,
): Promise<(() => void)[]> {
  const { subject, release } = await sessions.authenticate(session, token);
  const topics = decodeTopics(names, subject.tenant);
  const lastEventId = lastEventIdOf(request);
  const sinces = sincesOf(topics, lastEventId);
  const releases = [release];
  for (const topic of topics) {
    const since = sinces.get(topic);
    const joined = await subscribe.join(session, topic, since);
    const name = topicName(topic);
    const continues = since !== undefined && joined.recovered;
    if (isLog(topic)) {
      if (lastEventId !== undefined && !continues)
        releases.push(() => session.outbox.pushLog(resyncOf({ ...positionOf(joined), topic }, false)));
      sink.stand(name, continues ? since : { epoch: joined.epoch, offset: joined.offset });
    }
    releases.push(() => joined.release());
  }
  return releases;
}

/** `Last-Event-ID`, or `?lastEventId=` from a page, which can set no headers on its first request. */
function lastEventIdOf(request: IncomingMessage): string | undefined {
  const header = request.headers['last-event-id'];
  if (typeof header === 'string' && header !== '') return header;
  return URL.parse(request.url ?? '/', 'http://localhost')?.searchParams.get('lastEventId') ?? undefined;
}

function isLog({ family }: Topic): boolean {
  return topicDefinition(family).kind === 'log';
}

function decodeTopics(list: string, tenant: string): Topic[] {
  const names = new Set(
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
  if (names.size === 0)
    throw new WaycastError(
      'invalid',
      'topics takes names with commas between, such as vehicle:bus-7,geofence:bus-7',
    );
  if (names.size > MAX_TOPICS)
    throw new WaycastError(
      'too_large',
      `a stream takes at most ${MAX_TOPICS} topics; open another for the rest`,
    );
  return Array.from(names, (name) => decodeTopic(name, tenant));
}

/** Where the client says it stands, by log topic; empty when it says nothing, or nothing that fits this stream. */
function sincesOf(
  topics: readonly Topic[],
  lastEventId: string | undefined,
): ReadonlyMap<Topic, LogPosition> {
  const logs = topics.filter(isLog);
  const positions = lastEventId === undefined ? undefined : readEventId(lastEventId, logs.length);
  const sinces = new Map<Topic, LogPosition>();
  for (const [index, topic] of logs.entries()) {
    const position = positions?.[index];
    if (position !== undefined) sinces.set(topic, position);
  }
  return sinces;
}

function positionOf({ epoch, offset }: LogPosition): LogPosition {
  return { epoch, offset };
}

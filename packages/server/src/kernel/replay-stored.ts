import type { Topic } from '@waycast/contract';
import type { LiveEvent, LogPosition, LogReplay } from '../ports/live.ts';
import type { StoredLog, StoredLogEvent } from '../ports/stored-logs.ts';

/** Events of one replay, as many as other logs keep; whoever missed more reads them in pages over HTTP. */
const MAX_REPLAYED = 1000;
const PAGE = 500;

/** Answers `replay` from the database. Not recovered: another epoch, or more events than one replay has. */
export async function replayStored(stored: StoredLog, topic: Topic, since?: LogPosition): Promise<LogReplay> {
  const position = await stored.position(topic);
  const nothing = { recovered: since === undefined, position, events: [] };
  if (since === undefined || since.epoch !== position.epoch) return nothing;
  const missed = position.offset - since.offset;
  if (missed < 0 || missed > MAX_REPLAYED) return nothing;
  const events = await readUpTo(stored, topic, since.offset, position.offset);
  // Some are no longer kept.
  if (events.length < missed) return nothing;
  return { recovered: true, position, events: events.map((event) => numbered(topic, position.epoch, event)) };
}

/** What is later reaches whoever has subscribed before. */
async function readUpTo(
  stored: StoredLog,
  topic: Topic,
  from: number,
  to: number,
): Promise<StoredLogEvent[]> {
  const events: StoredLogEvent[] = [];
  for (let at = from; at < to; ) {
    const page = await stored.after(topic, at, Math.min(PAGE, to - at));
    const last = page.at(-1);
    if (last === undefined) break;
    events.push(...page);
    at = last.offset;
  }
  return events;
}

function numbered(topic: Topic, epoch: string, { event, data, offset }: StoredLogEvent): LiveEvent {
  return { kind: 'log', topic, event, data, epoch, offset };
}

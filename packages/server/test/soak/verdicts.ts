import assert from 'node:assert/strict';
import type { Follower, JournalEntry } from './follower.ts';
import { topicOf, VEHICLES, versionOf, type World } from './world.ts';

// What must hold of every journal, whatever was done.

/** Checks everything; to be called when all is answered, announced, drained and ticked. */
export async function judge(world: World): Promise<void> {
  for (const follower of world.followers) {
    for (const id of VEHICLES) {
      const { position } = await world.live.replay(topicOf('geofence', id));
      judgeLog(follower, `geofence:${id}`, position.offset);
      judgeKeyed(follower, `vehicle:${id}`, world.newest.get(id) ?? 0);
    }
    judgeFleet(follower, world);
  }
}

/** Each offset once and in order from where the join said, none outside of following, and all in the end. */
function judgeLog(follower: Follower, topic: string, lastOffset: number): void {
  let next: number | undefined;
  for (const entry of entriesOf(follower, topic)) {
    if (entry.kind === 'left') next = undefined;
    // Joined again without a position the running follow goes on.
    else if (entry.kind === 'joined')
      next = entry.since === undefined && next !== undefined ? next : firstAfter(entry);
    else {
      assert.ok(next !== undefined, `${topic} came without being followed`);
      assert.equal(entry.event.position?.offset, next, `${topic} came out of order`);
      next += 1;
    }
  }
  if (next !== undefined && follower.connected)
    assert.equal(next, lastOffset + 1, `${topic} is not complete`);
}

function firstAfter({ since, recovered, position }: JournalEntry & { kind: 'joined' }): number {
  if (since === undefined || !recovered) return position.offset + 1;
  return since.offset + 1;
}

/** Versions only rise, the same one comes again only for another join, and the newest is last. */
function judgeKeyed(follower: Follower, topic: string, newest: number): void {
  let following = false;
  let last = 0;
  let mayRepeat = false;
  for (const entry of entriesOf(follower, topic)) {
    if (entry.kind === 'left') following = false;
    else if (entry.kind === 'joined') following = mayRepeat = true;
    else {
      const version = versionOf(entry.event.data);
      assert.ok(following, `${topic} came without being followed`);
      assert.ok(mayRepeat ? version >= last : version > last, `${topic} went from ${last} to ${version}`);
      [last, mayRepeat] = [version, false];
    }
  }
  if (following && follower.connected) assert.equal(last, newest, `${topic} does not end with the newest`);
}

/** The same for each vehicle of a batch; several snapshots and ticks may repeat a version, but nothing older comes. */
function judgeFleet(follower: Follower, world: World): void {
  let following = false;
  const last = new Map<string, number>();
  for (const entry of entriesOf(follower, 'fleet')) {
    if (entry.kind !== 'event') {
      following = entry.kind === 'joined';
      continue;
    }
    assert.ok(following, 'the fleet came without being followed');
    for (const update of updatesOf(entry.event.data)) {
      const [id, version] = [String(update.vehicleId), versionOf(update)];
      assert.ok(version >= (last.get(id) ?? 0), `fleet: ${id} went from ${last.get(id)} to ${version}`);
      last.set(id, version);
    }
  }
  if (!following || !follower.connected) return;
  for (const id of VEHICLES)
    assert.equal(last.get(id) ?? 0, world.newest.get(id) ?? 0, `fleet: ${id} does not end with the newest`);
}

function entriesOf(follower: Follower, topic: string): readonly JournalEntry[] {
  return follower.journal.filter(
    (entry) => (entry.kind === 'event' ? entry.event.topic : entry.topic) === topic,
  );
}

function updatesOf(data: object): readonly { vehicleId: unknown }[] {
  if (!('updates' in data) || !Array.isArray(data.updates)) throw new Error('a batch holds updates');
  return data.updates;
}

/** Everybody gone: nothing may be held for anybody. */
export function judgeLeaks(world: World): void {
  const { rig } = world;
  assert.equal(rig.core.sessions.all.size, 0, 'sessions that nobody has');
  for (const { client } of world.followers) {
    assert.equal(client.session.followCount, 0, 'follows of a session that ended');
    assert.equal(client.session.outbox.depth, 0, 'frames of a session that ended');
  }
  assert.equal(rig.core.hub.topics, 0, 'topics that nobody follows');
  assert.equal(world.subscriptions(), 0, 'subscriptions in live that nobody needs');
  assert.equal(rig.clock.waiting, 0, 'timers that nobody owns');
  assert.deepEqual(
    rig.log.lines.filter(({ level }) => level === 'error'),
    [],
    'errors in the log',
  );
}

import type { Clock } from '../ports/clock.ts';
import type { Presence, ServerTotals } from '../ports/presence.ts';
import type { Session } from './session.ts';

/** How often this server looks whether its totals have changed. */
const LOOK_MS = 1_000;

type Totals = Omit<ServerTotals, 'id'>;

/** This server's sockets and how many different subjects they are, by role; `users` are those who are no drivers. */
export function totalsOf(all: ReadonlySet<Session>): Totals {
  const subjects = { drivers: new Set<string>(), users: new Set<string>(), viewers: new Set<string>() };
  for (const { subject } of all) {
    if (subject === undefined) continue;
    const key = `${subject.tenant} ${subject.id}`;
    subjects[subject.roles.has('driver') ? 'drivers' : 'users'].add(key);
    if (subject.roles.has('viewer')) subjects.viewers.add(key);
  }
  return {
    connections: all.size,
    drivers: subjects.drivers.size,
    users: subjects.users.size,
    viewers: subjects.viewers.size,
  };
}

/** Keeps the other servers informed of this one's totals, until the returned function is called. */
export function reportTotals(all: ReadonlySet<Session>, presence: Presence, clock: Clock): () => void {
  const look = (): void => {
    presence.report(totalsOf(all));
    cancel = clock.after(LOOK_MS, look);
  };
  let cancel = clock.after(LOOK_MS, look);
  return () => cancel();
}

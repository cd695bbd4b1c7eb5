import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import type { OutgoingEvent } from '../../src/kernel/frames.ts';
import type { LogPosition } from '../../src/ports/live.ts';
import type { Client, KernelRig } from '../kernel/kernel-rig.ts';

/** What a client saw, in the order in which its socket carried it. */
export type JournalEntry =
  | { readonly kind: 'event'; readonly event: OutgoingEvent }
  | {
      readonly kind: 'joined';
      readonly topic: string;
      readonly since: LogPosition | undefined;
      readonly recovered: boolean;
      readonly position: LogPosition;
    }
  | { readonly kind: 'left'; readonly topic: string };

/** How a client joins: without a position, since its last event, since so many before it, or since elsewhere. */
export type SinceChoice = 'none' | 'last' | 'earlier' | 'elsewhere';

/** A client that follows topics and keeps a journal. */
export interface Follower {
  readonly client: Client;
  readonly journal: readonly JournalEntry[];
  /** Topics whose joining or leaving has not been answered. */
  readonly busy: ReadonlySet<string>;
  readonly connected: boolean;
  join(topic: string, choice: SinceChoice): void;
  leave(topic: string): void;
  trackFleet(tickMs: number): void;
  disconnect(): void;
  /** Resolves when everything asked has been answered. */
  settled(): Promise<void>;
}

/** A socket that writes what arrives into a journal. */
class JournalSocket extends RecordedSocket {
  readonly journal: JournalEntry[] = [];
  #seen = 0;

  override write(batch: Parameters<RecordedSocket['write']>[0]): void {
    super.write(batch);
    for (const event of this.events.slice(this.#seen)) this.journal.push({ kind: 'event', event });
    this.#seen = this.events.length;
  }
}

export async function openFollower(rig: KernelRig): Promise<Follower> {
  const socket = new JournalSocket();
  const client = await rig.client({}, socket);
  const { journal } = socket;
  const busy = new Set<string>();
  const asked = new Set<Promise<void>>();

  /** Asks without waiting for the answer; what is asked of one topic is asked one after the other. */
  function ask(topic: string, run: () => Promise<unknown>): void {
    busy.add(topic);
    const answered = run().then(() => {
      busy.delete(topic);
      asked.delete(answered);
    });
    asked.add(answered);
  }

  function left(topic: string, command: string, input: object | undefined): void {
    ask(topic, () =>
      client.send(command, input, (reply) => {
        if (reply.ok) journal.push({ kind: 'left', topic });
      }),
    );
  }

  return {
    client,
    journal,
    busy,
    get connected() {
      return client.session.phase.name === 'open';
    },
    join(topic, choice) {
      const since = sinceOf(journal, topic, choice);
      ask(topic, () =>
        client.send('subscribe', { topic, ...(since === undefined ? {} : { since }) }, (reply) => {
          if (reply.ok) journal.push({ kind: 'joined', topic, since, ...positionIn(reply.fields) });
        }),
      );
    },
    leave(topic) {
      if (topic === 'fleet') left(topic, 'untrack:fleet', undefined);
      else left(topic, 'unsubscribe', { topic });
    },
    trackFleet(tickMs) {
      const position = { epoch: '0', offset: 0 };
      ask('fleet', () =>
        client.send('track:fleet', { tickMs }, (reply) => {
          if (reply.ok)
            journal.push({ kind: 'joined', topic: 'fleet', since: undefined, recovered: true, position });
        }),
      );
    },
    disconnect: () => rig.core.sessions.gone(client.session),
    async settled() {
      while (asked.size > 0) await Promise.all(asked);
    },
  };
}

/** Where the client stands by its own journal. */
function sinceOf(
  journal: readonly JournalEntry[],
  topic: string,
  choice: SinceChoice,
): LogPosition | undefined {
  if (choice === 'none') return undefined;
  const seen = journal.findLast((entry) => entry.kind === 'event' && entry.event.topic === topic);
  const position = seen?.kind === 'event' ? seen.event.position : undefined;
  if (position === undefined) return undefined;
  if (choice === 'elsewhere') return { epoch: 'elsewhere', offset: position.offset };
  return { epoch: position.epoch, offset: Math.max(0, position.offset - (choice === 'earlier' ? 3 : 0)) };
}

function positionIn(fields: object): { recovered: boolean; position: LogPosition } {
  if (!('epoch' in fields && 'offset' in fields && 'recovered' in fields))
    throw new Error('an ack of subscribe has a position');
  return {
    recovered: fields.recovered === true,
    position: { epoch: String(fields.epoch), offset: Number(fields.offset) },
  };
}

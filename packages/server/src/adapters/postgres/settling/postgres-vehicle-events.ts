import { randomUUID } from 'node:crypto';
import type { VehicleEvent, VehicleEventAction, VehicleEvents } from '../../../ports/vehicle-events.ts';
import { readNumber, readText } from '../cells.ts';
import type { Database, Row, Statement } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';
import { readWholeFinding } from './finding-rows.ts';
import { WRITTEN_TO } from './settling-writes.ts';

/** A reader begins with what is written after it is first heard of. */
const KNOW_READER: Statement = {
  name: 'events-know-reader',
  returns: 'nothing',
  text: `insert into event_cursors (reader, last_id)
  select $1, coalesce((select max(id) from vehicle_events), 0) on conflict do nothing`,
};

const ANY_NEW: Statement = {
  name: 'events-any-new',
  text: `select 1 as one from event_cursors c
  where c.reader = $1 and exists (select from vehicle_events e where e.id > c.last_id)`,
};

/** A server that has not renewed its hold for so long is taken for dead. */
const HELD = "interval '15 seconds'";
const RENEW_EVERY_MS = 5000;

const HOLD: Statement = {
  name: 'events-hold',
  text: `update event_cursors set held_by = $2, held_until = now() + ${HELD}
  where reader = $1 and (held_by is null or held_by = $2 or held_until < now())
  returning last_id::float8 as last_id`,
};

const RENEW: Statement = {
  name: 'events-renew',
  returns: 'nothing',
  text: `update event_cursors set held_until = now() + ${HELD} where reader = $1 and held_by = $2`,
};

const NEXT: Statement = {
  name: 'events-next',
  text: `select id::float8 as id, tenant_id, vehicle_id, action, ${timeColumn('at')}, late, finding
  from vehicle_events where id > $1::float8::bigint and id <= $2::float8::bigint
  order by vehicle_events.id limit $3`,
};

const RELEASE: Statement = {
  name: 'events-release',
  returns: 'nothing',
  text: `update event_cursors set last_id = $3::float8::bigint, held_by = null, held_until = null
  where reader = $1 and held_by = $2`,
};

/** The outbox in the table `vehicle_events`. */
export class PostgresVehicleEvents implements VehicleEvents {
  readonly #database: Database;
  readonly #self = randomUUID();
  readonly #known = new Set<string>();
  readonly #reading = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor(database: Database) {
    this.#database = database;
  }

  async read(
    reader: string,
    limit: number,
    handle: (events: readonly VehicleEvent[]) => Promise<void>,
  ): Promise<number> {
    if (this.#reading.has(reader)) return 0;
    this.#reading.add(reader);
    try {
      return await this.#read(reader, limit, handle);
    } finally {
      this.#reading.delete(reader);
    }
  }

  onWritten(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells this server's listeners; to be called after a commit that wrote events. */
  written(): void {
    for (const listener of this.#listeners) listener();
  }

  async #read(
    reader: string,
    limit: number,
    handle: (events: readonly VehicleEvent[]) => Promise<void>,
  ): Promise<number> {
    if (!this.#known.has(reader)) {
      await this.#database.query(KNOW_READER, [reader]);
      this.#known.add(reader);
    }
    if ((await this.#database.query(ANY_NEW, [reader])).length === 0) return 0;
    const [held] = await this.#database.query(HOLD, [reader, this.#self]);
    if (held === undefined) return 0;
    let lastId = readNumber(held, 'last_id');
    const endRenewing = this.#renew(reader);
    try {
      const [written = {}] = await this.#database.query(WRITTEN_TO);
      const rows = await this.#database.query(NEXT, [lastId, readNumber(written, 'id'), limit]);
      const events = rows.map(readEvent);
      if (events.length > 0) await handle(events);
      lastId = events.at(-1)?.id ?? lastId;
      return events.length;
    } finally {
      endRenewing();
      await this.#database.query(RELEASE, [reader, this.#self, lastId]);
    }
  }

  /** Keeps the hold of a reader until the returned function is called. */
  #renew(reader: string): () => void {
    const timer = setInterval(() => {
      // What cannot be renewed now is renewed next time, or is somebody else's, who handles it again.
      this.#database.query(RENEW, [reader, this.#self]).catch(() => undefined);
    }, RENEW_EVERY_MS);
    return () => clearInterval(timer);
  }
}

function readEvent(row: Row): VehicleEvent {
  return {
    id: readNumber(row, 'id'),
    tenant: readText(row, 'tenant_id'),
    vehicleId: readText(row, 'vehicle_id'),
    action: actionOf(readText(row, 'action')),
    at: readNumber(row, 'at'),
    late: row.late === true,
    finding: readWholeFinding(row, 'finding'),
  };
}

function actionOf(text: string): VehicleEventAction {
  switch (text) {
    case 'opened':
    case 'changed':
    case 'closed':
    case 'withdrawn':
      return text;
    default:
      throw new TypeError(`There is no action of an event called ${text}.`);
  }
}

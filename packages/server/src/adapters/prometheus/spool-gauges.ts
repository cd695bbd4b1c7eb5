import { Counter, Gauge, type Registry } from 'prom-client';

/** What is read of the spool when somebody asks. */
export interface SpoolSources {
  /** Bytes on disk, and how many there may be. */
  readonly bytes: () => number;
  readonly maxBytes: number;
  /** Fixes that went to disk, and those that came back from it and are stored. */
  readonly totals: () => { readonly spooled: number; readonly replayed: number };
}

/** Registers the metrics of the spool; without one they have a name and no value. */
export function observeSpool(registry: Registry, spool: SpoolSources | undefined): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (spool: SpoolSources) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        if (spool === undefined) this.remove();
        else this.set(read(spool));
      },
    });
  };
  const counter = (name: string, help: string, read: (spool: SpoolSources) => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        // prom-client's counters only go up by steps.
        if (spool === undefined) return this.remove();
        this.reset();
        this.inc(read(spool));
      },
    });
  };
  gauge('waycast_spool_bytes', 'Fixes on disk that wait for the database, in bytes.', ({ bytes }) => bytes());
  gauge('waycast_spool_max_bytes', 'Bytes that may wait on disk.', ({ maxBytes }) => maxBytes);
  counter(
    'waycast_spooled_fixes_total',
    'Fixes that were acknowledged on disk while the database was away.',
    (from) => from.totals().spooled,
  );
  counter(
    'waycast_spool_replayed_fixes_total',
    'Fixes that waited on disk and are stored.',
    (from) => from.totals().replayed,
  );
}

import { isTenantId, ROAD_IMPORT_MAX } from '@waycast/contract';
import { fromEnv, resolveConfig, type TakenCount, type TakingOver, takeOver } from '@waycast/server';
import { CommandFailure, UsageError } from '../failure.ts';
import { COLLECTIONS, type Collection, parseFieldMap } from '../mongo/field-paths.ts';
import { ImportReport, number } from '../mongo/import-report.ts';
import { type ExportReading, type Rows, readRows } from '../mongo/read-exports.ts';
import { speedFactor } from '../replay/fields.ts';

/** What `waycast import mongoexport` takes. */
export interface MongoexportOptions {
  readonly users?: string;
  readonly observations?: string;
  readonly segments?: string;
  readonly tenant: string;
  readonly map?: string;
  readonly speedUnit: string;
  readonly iriFactor?: number;
  readonly dryRun?: true;
  readonly skipInvalid?: true;
  readonly report?: string;
}

interface Source {
  readonly collection: Collection;
  readonly file: string;
}

/** Takes over the files: reads all of them first, then writes them in one transaction. Exits with 1 if it did not. */
export async function importMongoexport(options: MongoexportOptions): Promise<void> {
  const sources = sourcesOf(options);
  const reading = {
    map: parseFieldMap(options.map),
    now: Date.now(),
    speedFactor: speedFactor(options.speedUnit),
    iriFactor: options.iriFactor,
  };
  await check(sources, reading, options);
  if (options.dryRun) {
    process.stdout.write('Nothing was imported: this was a dry run.\n');
    return;
  }
  const settings = fromEnv();
  const config = resolveConfig({ ...settings, logLevel: settings.logLevel ?? 'warn' });
  const startedAt = performance.now();
  const counts = await takeOver(config, options.tenant, (into) => write(sources, reading, into, options));
  for (const [collection, { created, known }] of counts)
    process.stdout.write(`${collection.padEnd(12)} ${number(created)} new, ${number(known)} there already\n`);
  process.stdout.write(`Imported in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}

function sourcesOf(options: MongoexportOptions): Source[] {
  if (!isTenantId(options.tenant))
    throw new UsageError(`--tenant takes 1–63 of a-z 0-9 -, no reserved word; "${options.tenant}" is none.`);
  const sources = COLLECTIONS.flatMap((collection) => {
    const file = options[collection];
    return file === undefined ? [] : [{ collection, file }];
  });
  if (sources.length === 0) throw new UsageError('Name a file: --users, --observations or --segments.');
  return sources;
}

type Plan = Omit<ExportReading, 'onRejected'>;

/** Rejects with CommandFailure when there is something that keeps all from being imported. */
async function check(sources: readonly Source[], plan: Plan, options: MongoexportOptions): Promise<void> {
  const report = new ImportReport(options.report);
  try {
    for (const { collection, file } of sources) {
      const read = report.begin(collection, file);
      const onRejected: ExportReading['onRejected'] = (rejection) => {
        read.rejected += 1;
        report.reject(rejection);
      };
      for await (const rows of readRows(collection, file, { ...plan, onRejected })) read.rows += rows.length;
      if (collection === 'segments' && read.rows > ROAD_IMPORT_MAX.features)
        throw new CommandFailure(
          `${file} has ${number(read.rows)} roads; at most ${number(ROAD_IMPORT_MAX.features)} are taken. Nothing was imported.`,
        );
    }
    report.tellRead();
  } finally {
    report.close();
  }
  if (report.readings.every(({ rows }) => rows === 0))
    throw new CommandFailure('nothing in there can be imported.');
  if (report.rejected > 0 && !options.skipInvalid)
    throw new CommandFailure(
      `nothing was imported, for ${number(report.rejected)} cannot be. Mend them, or leave them out with --skip-invalid.`,
    );
}

type Counts = Map<Collection, { created: number; known: number }>;

async function write(
  sources: readonly Source[],
  plan: Plan,
  into: TakingOver,
  { skipInvalid }: MongoexportOptions,
): Promise<Counts> {
  const counts: Counts = new Map();
  const onRejected: ExportReading['onRejected'] = ({ file, line, reason }) => {
    if (!skipInvalid)
      throw new CommandFailure(
        `${file} changed while it was read; line ${line}: ${reason}. Nothing was imported.`,
      );
  };
  for (const { collection, file } of sources) {
    const count = { created: 0, known: 0 };
    counts.set(collection, count);
    for await (const part of written(collection, file, { ...plan, onRejected }, into)) {
      count.created += part.created;
      count.known += part.known;
    }
  }
  return counts;
}

type Into = { readonly [C in Collection]: (rows: readonly Rows[C][]) => Promise<TakenCount> };

async function* written<C extends Collection>(
  collection: C,
  file: string,
  reading: ExportReading,
  into: Into,
): AsyncIterable<TakenCount> {
  for await (const rows of readRows(collection, file, reading)) yield await into[collection](rows);
}

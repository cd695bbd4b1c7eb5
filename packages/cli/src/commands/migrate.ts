import { fromEnv, migrate, resolveConfig } from '@waycast/server';

/** Applies what the database lacks and says what that was. */
export async function migrateDatabase(): Promise<void> {
  const settings = fromEnv();
  // Its output is read by people: only what goes wrong comes between.
  const { applied, level } = await migrate(
    resolveConfig({ ...settings, logLevel: settings.logLevel ?? 'warn' }),
  );
  for (const { number, name } of applied)
    process.stdout.write(`applied ${String(number).padStart(4, '0')} ${name}\n`);
  const done = applied.length === 0 ? 'Nothing to do' : `Applied ${applied.length}`;
  process.stdout.write(`${done}: the database is at level ${level}.\n`);
}

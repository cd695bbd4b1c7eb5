import { fromEnv, migrate, resolveConfig } from '@waycast/server';

/** Applies what the database lacks and says what that was. */
export async function migrateDatabase(): Promise<void> {
  const { applied, level } = await migrate(resolveConfig(fromEnv()));
  for (const { number, name } of applied) process.stdout.write(`applied ${String(number).padStart(4, '0')} ${name}\n`);
  const done = applied.length === 0 ? 'Nothing to do' : `Applied ${applied.length}`;
  process.stdout.write(`${done}: the database is at level ${level}.\n`);
}

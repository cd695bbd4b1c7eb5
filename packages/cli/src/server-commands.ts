import { ROLES } from '@waycast/contract';
import type { Command } from 'commander';
import { parseContact, parseSeconds } from './arguments.ts';
import type { TokenOptions } from './commands/token.ts';
import { examples } from './examples.ts';

/** `waycast start`. */
export function addStart(program: Command): void {
  program
    .command('start')
    .description('run the server with the settings of the environment and .env')
    .addHelpText('after', examples('start', 'config --check && PORT=8080 waycast start'))
    .action(async () => (await import('./commands/start.ts')).start());
}

/** `waycast worker`: what `start` runs several of with WORKERS; not for people. */
export function addWorker(program: Command): void {
  program
    .command('worker <number> <count> <directory>', { hidden: true })
    .description('one process of a server that runs as several; started by `start`')
    .action(async (number: string, count: string, directory: string) =>
      (await import('./workers/serve-as-worker.ts')).serveAsWorker({
        number: Number(number),
        count: Number(count),
        directory,
      }),
    );
}

/** `waycast demo`. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('run a server on an embedded database with a simulated fleet, on this machine only')
    .addHelpText('after', examples('demo', 'demo          # PORT, HOST and DATA_DIR count here too'))
    .action(async () => (await import('./commands/demo.ts')).demo());
}

/** `waycast migrate`. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date, and say what was done; servers do it at start too')
    .addHelpText('after', examples('migrate'))
    .action(async () => (await import('./commands/migrate.ts')).migrateDatabase());
}

/** `waycast config`. */
export function addConfig(program: Command): void {
  program
    .command('config')
    .description('print every setting with its value, where that comes from, and what it means')
    .option('--check', 'exit with 1 when a setting is wrong or unknown')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('config', 'config --check', 'config --json'))
    .action(async (options: { check?: true; json?: true }) =>
      (await import('./commands/config.ts')).printConfig(options),
    );
}

/** `waycast token`. */
export function addToken(program: Command): void {
  program
    .command('token')
    .description('print a token signed with JWT_SECRET, or with the key of the demo in DATA_DIR')
    .requiredOption('--subject <id>', 'whom it stands for')
    .requiredOption('--role <role...>', `one or more of ${ROLES.join(', ')}`)
    .option('--tenant <tenant>', 'tenant (default: default)')
    .option('--vehicle <id...>', 'vehicles that the subject may report for and follow')
    .option('--ttl <time>', 'how long it is valid: 90s, 15m, 1h, 7d', parseSeconds, 3600)
    .addHelpText(
      'after',
      examples(
        'token --subject olga --role dispatcher',
        'token --subject driver-7 --role driver --vehicle bus-7 --ttl 12h',
        'token --subject mum --role viewer --vehicle bus-7 --tenant northside',
      ),
    )
    .action(async (options: TokenOptions) => (await import('./commands/token.ts')).printToken(options));
}

/** `waycast vapid`. */
export function addVapid(program: Command): void {
  program
    .command('vapid')
    .description('print new keys for Web Push (VAPID), as lines of an env file')
    .requiredOption(
      '--subject <address>',
      'whom a push service may contact: mailto:… or https:…',
      parseContact,
    )
    .addHelpText('after', examples('vapid --subject mailto:fleet@example.com >> .env'))
    .action(async (options: { subject: string }) =>
      (await import('./commands/vapid.ts')).printVapidKeys(options),
    );
}

/** `waycast doctor`. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check whether this machine and these settings are fit for production')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .action(async (options: { json?: true }) => (await import('./commands/doctor.ts')).examine(options));
}

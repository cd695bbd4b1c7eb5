import { type Command, InvalidArgumentError } from 'commander';
import type { MongoexportOptions } from './commands/import-mongoexport.ts';
import { examples } from './examples.ts';

/** `waycast import`: what an earlier system has. */
export function addImport(program: Command): void {
  const imports = program
    .command('import')
    .description('take over what an earlier system has')
    .helpCommand(false)
    .addHelpText('after', examples('import mongoexport --help'));
  addMongoexport(imports);
}

/** `waycast import mongoexport`. */
function addMongoexport(imports: Command): void {
  imports
    .command('mongoexport')
    .description('take over a MongoDB installation from its JSON exports, all or nothing, into the database')
    .option(
      '--users <file>',
      'export of the users; each file also as --jsonArray, canonical or relaxed, gzipped',
    )
    .option('--observations <file>', 'export of what phones reported of roads')
    .option('--segments <file>', 'export of the roads: lines')
    .option('--tenant <tenant>', 'whose they become', 'default')
    .option(
      '--map <pairs>',
      'where fields are, if not where they usually are: users.userId=uid,observations.time=at',
    )
    .option('--speed-unit <unit>', 'unit of speeds: mps, kmh, mph or knots', 'mps')
    .option(
      '--iri-factor <number>',
      'm/s² that an IRI of 1 m/km stands for, where there is no acceleration',
      parseFactor,
    )
    .option('--dry-run', 'read the files and say what is wrong; opens no database')
    .option('--skip-invalid', 'import the rest where rows cannot be')
    .option('--report <file>', 'write all rejected rows there, a line of JSON each')
    .addHelpText(
      'after',
      examples(
        'import mongoexport --users users.json --observations observations.json.gz --segments segments.json --dry-run',
        'import mongoexport --observations o.json --map observations.deviceId=phone.imei --speed-unit kmh --skip-invalid',
      ),
    )
    .action(async (options: MongoexportOptions) =>
      (await import('./commands/import-mongoexport.ts')).importMongoexport(options),
    );
}

function parseFactor(text: string): number {
  const value = /^\d{1,4}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0)) throw new InvalidArgumentError('It takes a number above 0 such as 0.5.');
  return value;
}

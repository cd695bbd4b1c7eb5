import { Command } from 'commander';
import { addEval } from './eval-commands.ts';
import { addImport } from './import-commands.ts';
import { addReplay, addSimulate } from './sending-commands.ts';
import {
  addConfig,
  addDemo,
  addDoctor,
  addMigrate,
  addStart,
  addToken,
  addVapid,
  addWorker,
} from './server-commands.ts';
import { packageVersion } from './version.ts';

/** The command line. Each command's own code is imported when it runs, so that `token` starts fast. */
export function createProgram(): Command {
  const program = new Command('waycast')
    .description('Real-time server for everything that moves.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpCommand(false)
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .showHelpAfterError('(waycast --help shows what there is)')
    .showSuggestionAfterError()
    .addHelpText('after', '\nTo look around: waycast demo\nEach command has --help with examples.');
  for (const add of [
    addStart,
    addDemo,
    addMigrate,
    addConfig,
    addToken,
    addVapid,
    addReplay,
    addSimulate,
    addEval,
    addImport,
    addDoctor,
  ])
    add(program);
  addWorker(program);
  return program;
}

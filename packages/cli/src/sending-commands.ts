import type { Command } from 'commander';
import { parseSeconds, parseSpeed, parseUrl, parseWhole } from './arguments.ts';
import type { ReplayOptions } from './commands/replay.ts';
import type { SimulateOptions } from './commands/simulate.ts';
import { examples } from './examples.ts';

const URL_HELP = 'server to send to (default: http://localhost:PORT)';
const TOKEN_HELP =
  'token of an admin, dispatcher, or driver of the vehicles (default: one signed with the local key)';

/** `waycast replay`. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .description(
      'send recorded positions as their devices would: GPX, GeoJSON, NMEA 0183 or CSV, also gzipped',
    )
    .argument('<file...>', 'files to send, in order of time over all of them')
    .option('--url <url>', URL_HELP, parseUrl)
    .option('--token <token>', TOKEN_HELP)
    .option('--vehicle <id>', "vehicle of all fixes (default: the file's column, else the file's name)")
    .option('--speed <factor>', 'times real time (1, 60, …), or max', parseSpeed, 1)
    .option('--restamp', 'give each fix the moment of sending')
    .option('--map <pairs>', 'CSV and GeoJSON: which column is which field: lat=latitude,t=timestamp')
    .option('--speed-unit <unit>', 'CSV and GeoJSON: unit of speeds: mps, kmh, mph or knots', 'mps')
    .option('--format <format>', 'gpx, geojson, nmea or csv (default: by name and content)')
    .option('--patience <time>', 'give up when the server took nothing for so long', parseSeconds, 300)
    .option('--lenient', 'exit with 0 although some positions were bad or refused')
    .addHelpText(
      'after',
      examples(
        'replay ride.gpx',
        'replay ride.gpx --speed max --url https://waycast.example.com --token "$TOKEN" --vehicle bus-7',
        'replay day.csv.gz --speed 60 --restamp --speed-unit mph --map bus=vehicleId,t=timestamp',
      ),
    )
    .action(async (files: string[], options: ReplayOptions) =>
      (await import('./commands/replay.ts')).replay(files, options),
    );
}

/** `waycast simulate`. */
export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('drive a made-up fleet through a made-up town and report it to a server')
    .option('--url <url>', URL_HELP, parseUrl)
    .option('--token <token>', TOKEN_HELP)
    .option('--vehicles <number>', 'how many', parseWhole(1, 20_000), 100)
    .option('--interval <ms>', 'how often each reports', parseWhole(100, 3_600_000), 1000)
    .option('--seed <number>', 'the same seed drives the same ways', parseWhole(0, 2 ** 31), 304)
    .option('--duration <time>', 'how long: 90s, 15m, 1h (default: until Ctrl-C)', parseSeconds)
    .addHelpText(
      'after',
      examples(
        'simulate',
        'simulate --vehicles 1000 --interval 5000 --duration 10m --url https://waycast.example.com --token "$TOKEN"',
      ),
    )
    .action(async (options: SimulateOptions) => (await import('./commands/simulate.ts')).simulate(options));
}

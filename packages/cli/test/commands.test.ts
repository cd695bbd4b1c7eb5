import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPTION_NAMES, optionNamed } from '@waycast/server/config';
import { decodeJwt, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import { runHere } from './run-here.ts';
import { runWaycast } from './run-waycast.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const SECRET = 'test-secret-of-at-least-32-bytes-123';
const run = (args: string[], env: Record<string, string> = {}) => runWaycast(args, { cwd, env });
const COMMANDS = [
  'start',
  'demo',
  'migrate',
  'config',
  'token',
  'vapid',
  'replay',
  'simulate',
  'eval',
  'import',
  'doctor',
];

describe('the command line', () => {
  test('has the commands of the contract, each with help and examples', () => {
    const program = createProgram();
    // What only `start` itself calls is not listed.
    const listed = program
      .createHelp()
      .visibleCommands(program)
      .filter((command) => command.name() !== 'help');
    expect(listed.map((command) => command.name()).sort()).toEqual([...COMMANDS].sort());
    for (const command of listed) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      expect(help).toMatch(new RegExp(`Usage: waycast ${command.name()}`));
      expect(help).toContain(`  $ waycast ${command.name()}`);
      for (const option of command.options) expect(option.description).not.toBe('');
    }
  });

  test('help and version end with 0', async () => {
    const [help, version] = await Promise.all([run(['replay', '--help']), run(['--version'])]);
    expect([help.code, version.code, version.stdout]).toEqual([0, 0, '0.1.0\n']);
    expect(help.stdout).toContain('--restamp');
  });

  test.each([
    [['strat'], "unknown command 'strat'\n(Did you mean start?)"],
    [['token', '--role', 'admin'], "required option '--subject <id>' not specified"],
    [
      ['token', '--subject', 'a', '--role', 'admin', '--ttl', 'long'],
      'It takes a time such as 30s, 15m, 1h or 7d.',
    ],
    [['token', '--subject', 'a b', '--role', 'king'], '--subject: takes 1–128 characters'],
    [['replay', 'x.gpx', '--speed', 'fast'], 'It takes max, or a number above 0'],
    [['replay', 'x.gpx', '--url', 'ftp://x'], 'It takes an address such as http://localhost:3000.'],
    [['replay', 'x.gpx', '--vehicle', 'a b'], '--vehicle takes 1–128'],
    [['replay', 'x.gpx', '--map', 'lat'], '--map takes pairs'],
    [['replay', 'x.gpx', '--format', 'kml'], '--format takes gpx, geojson, nmea, csv'],
    [['simulate', '--vehicles', '0'], 'It takes a whole number from 1 to 20000.'],
    [['vapid', '--subject', 'me'], 'It takes mailto:NAME@HOST or an https: address.'],
    [['start', 'now'], 'too many arguments'],
  ])('%j ends with 2 and says what it takes', async (args, message) => {
    const { code, stdout, stderr } = await runHere(args);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('a child process ends with 2 as well', async () => {
    expect(await run(['strat'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean start?'),
    });
  });
});

describe('vapid', () => {
  test('prints a pair of keys that the server takes', async () => {
    const { code, stdout } = await run(['vapid', '--subject', 'mailto:fleet@example.com']);
    expect(code).toBe(0);
    const lines = Object.fromEntries(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
    expect(Object.keys(lines)).toEqual(['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT']);
    expect(await run(['config', '--check'], { ...lines, JWT_SECRET: SECRET })).toMatchObject({ code: 0 });
    const wrong = await run(['config', '--check'], {
      ...lines,
      VAPID_PRIVATE_KEY: 'short',
      JWT_SECRET: SECRET,
    });
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringContaining('VAPID_PRIVATE_KEY') });
    expect(wrong.stdout).not.toContain('short');
  });
});

describe('token', () => {
  test('prints a token that the secret verifies, and nothing else', async () => {
    const args = [
      'token',
      '--subject',
      'dave',
      '--role',
      'driver',
      'viewer',
      '--tenant',
      'acme',
      '--vehicle',
      'bus-7',
      '--vehicle',
      '8',
      '--ttl',
      '2h',
    ];
    const { code, stdout, stderr } = await run(args, {
      JWT_SECRET: SECRET,
      JWT_ISSUER: 'me',
      JWT_AUDIENCE: 'you',
    });
    expect([code, stderr]).toEqual([0, '']);
    const { payload, protectedHeader } = await jwtVerify(stdout.trim(), Buffer.from(SECRET), {
      issuer: 'me',
      audience: 'you',
    });
    expect(protectedHeader.alg).toBe('HS256');
    expect(payload).toMatchObject({
      sub: 'dave',
      tenant: 'acme',
      roles: ['driver', 'viewer'],
      vehicles: ['bus-7', '8'],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(7200);
  });

  test("takes the secret from .env, and the demo's key when there is none", async () => {
    const folder = join(cwd, 'data');
    mkdirSync(folder);
    writeFileSync(join(folder, 'demo-secret'), 'demo-key-of-this-machine\n');
    const args = ['token', '--subject', 'a', '--role', 'admin'];
    const demo = await run(args, { DATA_DIR: folder });
    expect(demo.stderr).toContain(`demo's key in ${join(folder, 'demo-secret')}`);
    await jwtVerify(demo.stdout.trim(), Buffer.from('demo-key-of-this-machine'));
    writeFileSync(join(cwd, '.env'), `JWT_SECRET=${SECRET}\n`);
    const own = await run(args);
    writeFileSync(join(cwd, '.env'), '');
    expect(own.stderr).toBe('');
    await jwtVerify(own.stdout.trim(), Buffer.from(SECRET));
    expect(decodeJwt(own.stdout.trim())).toMatchObject({ sub: 'a', tenant: 'default', roles: ['admin'] });
  });

  test('without any key it says how to get one', async () => {
    const { code, stderr } = await run(['token', '--subject', 'a', '--role', 'admin']);
    expect(code).toBe(1);
    expect(stderr).toContain('JWT_SECRET is not set and .waycast/demo-secret does not exist');
  });

  test.each([['vehicle'], ['Acme'], ['-x']])('tenant %s is refused', async (tenant) => {
    const { code, stderr } = await runHere([
      'token',
      '--subject',
      'a',
      '--role',
      'admin',
      `--tenant=${tenant}`,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--tenant: ');
  });
});

describe('config', () => {
  test('prints every option with value, source and sentence, and no secret', async () => {
    const { code, stdout } = await run(['config'], {
      PORT: '4000',
      WAYCAST_PROFILE: 'school',
      JWT_SECRET: 'hush-hush',
    });
    expect(code).toBe(0);
    for (const name of OPTION_NAMES) {
      expect(stdout).toContain(`  ${optionNamed(name).env}=`);
      expect(stdout).toContain(optionNamed(name).doc);
    }
    expect(stdout).toMatch(/PORT=4000 +environment\n/);
    expect(stdout).toMatch(/GPS_CACHE_TTL=60 +profile\n/);
    expect(stdout).toMatch(/HOST=0\.0\.0\.0 +default\n/);
    expect(stdout).toContain('To consider\n  JWT_SECRET has 9 bytes');
    expect(stdout).not.toContain('hush');
  });

  test('--check ends with 1 on problems and 0 without', async () => {
    const [wrong, right] = await Promise.all([
      run(['config', '--check'], { WAYCAST_PROT: '1', PORT: 'x' }),
      run(['config', '--check']),
    ]);
    expect([wrong.code, right.code]).toEqual([1, 0]);
    expect(wrong.stdout).toContain('Wrong\n  WAYCAST_PROT is not a known setting.');
    expect(wrong.stdout).toContain('PORT is "x", but takes');
  });

  test('--json', async () => {
    const { stdout } = await run(['config', '--json'], { PORT: '4000' });
    const { settings, problems } = JSON.parse(stdout);
    expect(settings).toHaveLength(OPTION_NAMES.length);
    expect(settings[1]).toEqual({
      name: 'port',
      env: 'PORT',
      value: '4000',
      source: 'environment',
      unit: null,
      description: 'Port to listen on.',
    });
    expect(problems).toEqual([]);
  });
});

test('a command with wrong settings names all of them and ends with 1', async () => {
  const { code, stdout, stderr } = await run(['start'], {
    PORT: '-1',
    WAYCAST_PROFILE: 'x',
    JWT_SECRET: SECRET,
  });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /^waycast: 2 settings cannot be used:\n {2}PORT is "-1".*\n {2}WAYCAST_PROFILE is "x"/,
  );
});

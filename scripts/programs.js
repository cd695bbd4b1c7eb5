import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const isLinux = process.platform === 'linux';

/** What the tests need besides npm packages, by the names of Debian and of Homebrew. */
const PROGRAMS = [
  { apt: 'redis-server', brew: 'redis', isThere: () => onPath('redis-server') },
  { apt: 'postgresql', brew: 'postgresql@17', isThere: hasPostgres },
  { apt: 'curl', brew: 'curl', isThere: () => onPath('curl') },
  { apt: 'chromium', brew: '--cask chromium', isThere: hasChromium },
  { apt: 'nginx', brew: 'nginx', isThere: () => onPath('nginx') },
  { apt: 'haproxy', brew: 'haproxy', isThere: () => onPath('haproxy') },
  { apt: 'prometheus', brew: 'prometheus', isThere: () => onPath('promtool') },
  // The bench's load generator is compiled at first use, on Linux only.
  { apt: 'gcc', brew: 'gcc', isThere: () => !isLinux || onPath('cc') },
  { apt: 'libc6-dev', brew: 'gcc', isThere: () => !isLinux || existsSync('/usr/include/stdio.h') },
  { apt: 'supervisor', brew: 'supervisor', isThere: () => onPath('supervisord') },
];

/**
 * Makes sure that all of these programs are there: installs what is missing by apt-get when allowed, otherwise names
 * the line that does and ends the process.
 */
export function requirePrograms(mayInstall) {
  const missing = PROGRAMS.filter((program) => !program.isThere());
  if (missing.length === 0) return;
  const names = missing.map((program) => program.apt);
  const isRoot = process.getuid?.() === 0;
  if (!(mayInstall && isRoot && onPath('apt-get'))) refuse(missing, isRoot);
  console.log(`waycast: installing ${names.join(', ')}`);
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-qy', '--no-install-recommends', ...names]);
  const still = missing.filter((program) => !program.isThere());
  if (still.length > 0)
    fail(`apt-get ended well, but ${still.map(({ apt }) => apt).join(', ')} cannot be found.`);
}

function refuse(missing, isRoot) {
  const apt = missing.map((program) => program.apt).join(' ');
  const brew = missing.map((program) => `brew install ${program.brew}`).join(' && ');
  const lines = {
    linux: onPath('apt-get')
      ? `${isRoot ? '' : 'sudo '}apt-get install -y ${apt}\nor, as root, by npm test -- --install`
      : `with the packages of your system that Debian calls ${apt}`,
    darwin: brew,
    win32: `in WSL: sudo apt-get install -y ${apt}`,
  };
  fail(`The tests need ${apt}. Install with:\n${lines[process.platform] ?? lines.linux}`);
}

function hasPostgres() {
  const debian = '/usr/lib/postgresql';
  if (
    existsSync(debian) &&
    readdirSync(debian).some((version) => existsSync(`${debian}/${version}/bin/initdb`))
  ) {
    return true;
  }
  return onPath('initdb') && onPath('pg_config');
}

function hasChromium() {
  const applications = ['/Applications/Chromium.app', '/Applications/Google Chrome.app'];
  return (
    ['chromium', 'chromium-browser', 'google-chrome'].some(onPath) ||
    applications.some((path) => existsSync(path))
  );
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  return [...folders, '/usr/sbin'].some((folder) => existsSync(`${folder}/${name}`));
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(command, args, { stdio: 'inherit', env });
  if (status !== 0) fail(`${command} ${args.join(' ')} failed, see above.`);
}

function fail(message) {
  console.error(`waycast: ${message}`);
  process.exit(1);
}

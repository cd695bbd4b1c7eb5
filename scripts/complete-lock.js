// `npm run complete-lock`, after an npm install from a registry that carries only some platforms: npm then leaves the
// other platforms' optional packages out of package-lock.json, and npm ci refuses such a file everywhere. Their
// versions are exact and their names say the platform, so that their entries can be written without asking for them;
// only the hash is missing. Addresses of a registry go too: each machine has its own. `--check` changes nothing.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
  'wasm32',
];
const LIBRARIES = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, entry.dev === true);
    added.push(name);
  }
}
const addresses = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.startsWith('http'));

if (process.argv.includes('--check')) {
  for (const name of added) console.error(`${name} is missing from package-lock.json: npm run complete-lock`);
  for (const [path] of addresses) console.error(`${path}: package-lock.json names a registry's host`);
  process.exit(added.length + addresses.length > 0 ? 1 : 0);
}
if (added.length + addresses.length > 0) {
  for (const [, entry] of addresses) delete entry.resolved;
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length > 0 ? `Added ${added.join(', ')}` : 'package-lock.json is complete.');

/** Whether the lock has `name` where Node would look for it from `path`. */
function isLocked(path, name) {
  for (
    let folder = path;
    folder !== '';
    folder = folder.split('/node_modules/').slice(0, -1).join('/node_modules/')
  ) {
    if (lock.packages[`${folder}/node_modules/${name}`]) return true;
  }
  return lock.packages[`node_modules/${name}`] !== undefined;
}

function platformEntry(name, version, dev) {
  if (!/^\d+[.]\d+[.]\d+/.test(version))
    throw new Error(`${name} ${version}: no exact version to write down`);
  const words = name.split('/').at(-1)?.split('-') ?? [];
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  if (cpu.length !== 1) throw new Error(`${name}: its name does not say which processor it is for`);
  const libc = words.flatMap((word) => LIBRARIES[word] ?? []);
  return {
    version,
    cpu,
    ...(dev && { dev }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}

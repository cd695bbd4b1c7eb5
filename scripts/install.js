import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/** Installs the locked dependencies unless node_modules holds exactly those; ends the process if npm fails. */
export function installWhenNeeded() {
  const reason = reasonToInstall();
  if (!reason) return;
  console.log(`waycast: ${reason}; running npm ci, which takes a minute or two.`);
  // A shell, since npm is a script on Windows.
  const { status } = spawnSync('npm ci --loglevel=error', {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
    shell: true,
  });
  if (status !== 0) {
    console.error(
      'waycast: npm ci failed, see above. Check the network and the registry, then run this again.',
    );
    process.exit(1);
  }
}

function reasonToInstall() {
  const wanted = packagesIn('package-lock.json');
  if (!wanted) throw new Error('package-lock.json is missing: this is no complete checkout.');
  const installed = packagesIn('node_modules/.package-lock.json');
  if (!installed) return 'dependencies are not installed yet';
  const differs = ([path, { version, optional, link, peer }]) =>
    path.includes('node_modules/') && !optional && !link && !peer && installed[path]?.version !== version;
  return Object.entries(wanted).some(differs) ? 'dependencies differ from package-lock.json' : undefined;
}

/** The packages of a lock file by path; undefined where there is no such file. */
function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(new URL(path, root), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

import { fsyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** Errno of WASI for a failed write to a device; PostgreSQL stops rather than go on with data it could not save. */
const EIO = 29;

type NodeFsInit = NodeFS['init'];

/**
 * PGlite's folder on disk, with fsync. PGlite itself turns fsync off and its file system has none, so that a commit
 * survives the end of the process but not of the machine; with this one both, at about 1 ms a commit.
 */
export class SyncedNodeFS extends NodeFS {
  readonly #sync: (fileDescriptor: number) => void;

  constructor(folder: string, sync: (fileDescriptor: number) => void = fsyncSync) {
    super(folder);
    this.#sync = sync;
  }

  override async init(...[pglite, overrides]: Parameters<NodeFsInit>): ReturnType<NodeFsInit> {
    const { emscriptenOpts } = await super.init(pglite, overrides);
    const preRun: typeof emscriptenOpts.preRun = [
      (module) => addSync(module.NODEFS, this.#sync),
      ...(emscriptenOpts.preRun ?? []),
    ];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

/** Start parameters of PGlite that fit: fsync by the one method that reaches `stream_ops`, small buffers, no JIT. */
export const SYNCED_START_PARAMETERS: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...settings({ wal_sync_method: 'fsync', shared_buffers: '32MB', jit: 'off' }),
];

/** Emscripten's `fd_sync` calls `stream_ops.fsync` where there is one; its file system on Node has none. */
function addSync(nodefs: object, sync: (fileDescriptor: number) => void): void {
  const operations = 'stream_ops' in nodefs ? nodefs.stream_ops : undefined;
  if (typeof operations !== 'object' || operations === null) {
    throw new Error(
      'This version of PGlite keeps its files in another way: commits could not be synced to the disk.',
    );
  }
  const fsync = (stream: { readonly nfd: number }): number => {
    try {
      sync(stream.nfd);
      return 0;
    } catch {
      return EIO;
    }
  };
  Object.assign(operations, { fsync });
}

function settings(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

import { type ForeignLaunch, startForeign } from '../processes/foreign-server.ts';
import { openPostgres } from '../processes/postgres.ts';
import { installUnless } from '../processes/program.ts';
import { type ServerLaunch, type ServerProcess, startServer } from '../processes/server-process.ts';
import { signToken } from '../token.ts';
import type { ContenderKind, Follows } from './contender-kind.ts';
import type { Dialect } from './dialects.ts';

/** A program of `bench/servers` or `bench/peers`. */
interface Ours {
  readonly program: string;
  readonly dialect: Dialect;
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the Node that runs it, this one unless named. */
  readonly node?: string;
  readonly missing?: () => string | undefined;
  /** With a PostgreSQL of its own beside it, on core 1, rather than the embedded database. */
  readonly isDurable?: boolean;
  readonly fullOnly?: boolean;
}

/** Somebody else's program. */
interface Theirs {
  readonly launch: ForeignLaunch;
  readonly dialect: Dialect;
  readonly debian: string;
}

export function ours(name: string, kind: Ours): ContenderKind {
  const { program, dialect, env, node, missing, isDurable, fullOnly = false } = kind;
  return {
    name,
    fullOnly,
    ...(missing && { missing }),
    async start({ core = '0', hasDashboards = false, env: more } = {}) {
      const all = { ...env, ...(hasDashboards && { DASHBOARDS: '1' }), ...more };
      const launch = { core, env: all, ...(node && { node }) };
      const server = await (isDurable ? startDurable(program, launch) : startServer(program, launch));
      const token = await signToken(server.secret, 'dispatcher');
      return { ...server, ...speaking(dialect, token, hasDashboards) };
    },
  };
}

/** Its CPU time is without that of PostgreSQL. */
async function startDurable(program: string, launch: ServerLaunch): Promise<ServerProcess> {
  const postgres = await openPostgres();
  try {
    const env = { ...launch.env, DATABASE_URL: await postgres.createDatabase() };
    const server = await startServer(program, { ...launch, env });
    const stop = async (): Promise<void> => {
      await server.stop();
      await postgres.stop();
    };
    return { ...server, stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

export function theirs(name: string, { launch, dialect, debian }: Theirs): ContenderKind {
  return {
    name,
    fullOnly: true,
    missing: () => installUnless(launch.file ?? launch.program, debian),
    async start({ core = '0', hasDashboards = false } = {}) {
      const server = await startForeign({ ...launch, core });
      return { ...server, ...speaking(dialect, '', hasDashboards) };
    },
  };
}

function speaking(dialect: Dialect, token: string, hasDashboards: boolean) {
  return {
    follower: (follows: Follows, group = 'followers') => dialect.follower(token, follows, group),
    publisher: (group = 'publishers') => dialect.publisher(token, group, hasDashboards),
    template: dialect.template,
  };
}

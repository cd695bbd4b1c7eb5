import { type ForeignLaunch, startForeign } from '../processes/foreign-server.ts';
import { installUnless } from '../processes/program.ts';
import { startServer } from '../processes/server-process.ts';
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
}

/** Somebody else's program. */
interface Theirs {
  readonly launch: ForeignLaunch;
  readonly dialect: Dialect;
  readonly debian: string;
}

export function ours(name: string, { program, dialect, env, node, missing }: Ours): ContenderKind {
  return {
    name,
    ...(missing && { missing }),
    async start({ core = '0', hasDashboards = false, env: more } = {}) {
      const all = { ...env, ...(hasDashboards && { DASHBOARDS: '1' }), ...more };
      const server = await startServer(program, { core, env: all, ...(node && { node }) });
      const token = await signToken(server.secret, 'dispatcher');
      return { ...server, ...speaking(dialect, token, hasDashboards) };
    },
  };
}

export function theirs(name: string, { launch, dialect, debian }: Theirs): ContenderKind {
  return {
    name,
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

import { type NodeOptions, RedisNode } from './node.ts';
import type { Access, HostPort } from './redis-connection.ts';
import { agreedMaster, type Opinion } from './sentinel-opinions.ts';
import { SentinelVoice } from './sentinel-voice.ts';
import type { Topology } from './topology.ts';

export interface SentinelPlace {
  readonly sentinels: readonly HostPort[];
  /** The master's name. */
  readonly name: string;
  /** Of the Sentinels themselves. */
  readonly password: string | undefined;
}

/** The master that the Sentinels name, whoever that is. */
export function sentinelTopology(
  { sentinels, name, password }: SentinelPlace,
  options: NodeOptions,
): Topology {
  const node = new RedisNode(options);
  const access: Access = { ...options.access, username: undefined, password, db: 0 };
  const opinions = new Map<HostPort, Opinion>();
  const failed = new Set<HostPort>();
  const voices = sentinels.map(
    (at) =>
      new SentinelVoice({
        at,
        name,
        access,
        connectTimeoutMs: options.connectTimeoutMs,
        clock: options.clock,
        onOpinion(opinion) {
          opinions.set(at, opinion);
          const master = agreedMaster([...opinions.values()], opinion.at);
          if (master !== undefined) node.moveTo(master);
        },
        onFailure(reason) {
          failed.add(at);
          if (failed.size === sentinels.length) node.unknown(`no Sentinel answers: ${reason}`);
        },
      }),
  );
  return {
    cluster: false,
    nodes: [node],
    problem: undefined,
    nodeOf: () => node,
    holderOf: () => node,
    redirected: () => undefined,
    refresh: () => undefined,
    async close() {
      await Promise.all([node.close(), ...voices.map((voice) => voice.close())]);
    },
  };
}

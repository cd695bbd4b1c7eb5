import type { CrowdClient } from '../load/crowd-client.ts';

/** Vehicles that a follower follows one by one, all there are, or (Waycast alone) those in a box. */
export type Follows = readonly string[] | 'fleet' | { readonly bbox: readonly number[] };

/** How a server is started for a scenario. */
export interface ContenderSetting {
  /** The cores it runs on, `0` unless named. */
  readonly core?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Somebody follows the fleet. */
  readonly hasDashboards?: boolean;
}

/** A running server, and how its clients speak. */
export interface RunningContender {
  readonly host: string;
  readonly port: number;
  follower(follows: Follows, group?: string): CrowdClient;
  publisher(group?: string): CrowdClient;
  /** What publishers send, for `Crowd.publish`. */
  readonly template: string;
  cpuSeconds(): number;
  residentMb(): number;
  stop(): Promise<void>;
}

/** A server that scenarios may measure. */
export interface ContenderKind {
  readonly name: string;
  /** The command that brings what is missing here. */
  missing?(): string | undefined;
  /** Left out of a quick run. */
  readonly fullOnly?: boolean;
  start(setting?: ContenderSetting): Promise<RunningContender>;
}

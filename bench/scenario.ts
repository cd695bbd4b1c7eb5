/** How long and how large a run is. */
export interface RunOptions {
  /** A look rather than a measurement: shorter, one round. */
  readonly quick: boolean;
  readonly rounds: number;
  /** What a contender is measured for, without starting and connecting. */
  readonly seconds: number;
  /** Share of the clients and vehicles of the full size, 1 unless a test asks for a few. */
  readonly scale: number;
}

/** What one run of a contender gave. What it could not say it leaves out. */
export interface Measurement {
  /** Of the scenario's unit, a second. */
  readonly rate?: number;
  /** Of the scenario's unit, per CPU second of the server with all its processes. */
  readonly perCpuSecond?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** CPU seconds a second that the server used: 1 is its whole core. */
  readonly serverBusy?: number;
  /** The same of the load generator. */
  readonly generatorBusy?: number;
  /** Further figures by their column's name, with its unit: `'memory/connection kB': 8.9`. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** One server or setting of it that a scenario measures. */
export interface Contender {
  readonly name: string;
  /** The command that brings a program of this contender that is missing here; the contender is left out then. */
  missing?(): string | undefined;
  /** Left out of a quick run. */
  readonly fullOnly?: boolean;
  /** Starts what it needs, measures once and ends it all, also when it fails. */
  measure(options: RunOptions): Promise<Measurement>;
}

/** A figure to reach: by name of `Measurement` or of its `extra`. */
export interface Goal {
  /** The contender that has to reach it. */
  readonly of: string;
  readonly figure: string;
  /** The figure counts as its ratio to that of this contender (the baseline unless named), or plain. */
  readonly versus?: string | 'plain';
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Contenders under one load; ratios hold within it only. */
export interface Scenario {
  /** In kebab-case: what the command line takes. */
  readonly name: string;
  readonly title: string;
  /** What counts, such as `updates delivered`. */
  readonly unit: string;
  /** The contender that ratios refer to. */
  readonly baseline?: string;
  /** The goal in words, with what `goals` cannot say. */
  readonly goal?: string;
  readonly goals?: readonly Goal[];
  /** Left out of a quick run, unless it is named. */
  readonly fullOnly?: boolean;
  readonly contenders: readonly Contender[];
}

/** The same, left out of a quick run. */
export function onlyInFull(contender: Contender): Contender {
  return { ...contender, fullOnly: true };
}

/** `count` in a run of this size, never less than `least`. */
export function scaled(count: number, options: RunOptions, least = 2): number {
  return Math.min(count, Math.max(least, Math.round(count * options.scale)));
}

/** How long a server is left alone: in full, in a quick run, and hardly at all in a test's. Milliseconds. */
export function settleMs(
  { quick, scale }: RunOptions,
  times: { readonly full: number; readonly quick: number },
): number {
  if (scale < 1) return 100;
  return quick ? times.quick : times.full;
}

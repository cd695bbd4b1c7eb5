import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf } from '../processes/process-tree.ts';
import type { CrowdClient } from './crowd-client.ts';

/** Connections that are on their way at a time: enough to be quick, few enough for an accept queue. */
const OPENING_AT_ONCE = 100;

/** Where the crowd connects. */
export interface Target {
  /** An IPv4 address. */
  readonly host: string;
  readonly port: number;
}

export interface CrowdOptions {
  /** The core it runs on, 1 unless named. */
  readonly core?: string;
  /** Processes among which connections are dealt out, for open files are limited; 1 unless named. */
  readonly processes?: number;
  /** Connections that are on their way at a time, in each process. */
  readonly openingAtOnce?: number;
  /** How often each tries to connect, 1 unless named. */
  readonly tries?: number;
  /** Updates are counted, and timed, in every n-th connection only, where frames are large. */
  readonly sampleEvery?: number;
}

/** What came so far. */
export interface CrowdTotals {
  /** Events, each of which may hold several updates. */
  readonly frames: number;
  readonly bytes: number;
  /** Updates that carry `altitude`. */
  readonly updates: number;
  readonly acks: number;
  /** Connections that are open and ready. */
  readonly open: number;
  /** Connections that the server closed. */
  readonly closed: number;
  readonly refused: number;
  /** Updates timed since the last `publish` or `fresh`, and how long they took from their sending, ms. */
  readonly received: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface PublishOptions {
  readonly group: string;
  /** With `{id}`, `{v}`, `{lat}`, `{lng}`, `{ms}`, `{now}`, `{next}`, see crowd/crowd.c; those of crowd-client.ts, mostly. */
  readonly template: string;
  /** Vehicles that report in turn: bus-0, bus-1, … */
  readonly vehicles: number;
  /** Columns of the grid on which they stand, 0.01° apart; a square unless named. */
  readonly columns?: number;
  readonly seconds: number;
  /** So many a second in all, or as many as may be in flight on each connection of the group. */
  readonly pace: { readonly perSecond: number } | { readonly inFlight: number };
}

export interface Published {
  readonly sent: number;
  readonly acked: number;
  readonly seconds: number;
  /** Updates received meanwhile by the publisher's process, and how long they took from their sending, ms. */
  readonly received: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** From sending to the ack, ms. */
  readonly ackP50: number;
  readonly ackP99: number;
}

/** How an opening went. */
export interface Opened {
  readonly opened: number;
  readonly failed: number;
  readonly ms: number;
}

/** Many clients in few processes of a lean C program, which counts what it gets without decoding it. */
export interface Crowd {
  readonly opened: Opened;
  totals(): Promise<CrowdTotals>;
  /** Resolves when the last is acknowledged. The group must live in one process: name it first. */
  publish(options: PublishOptions): Promise<Published>;
  /** Stops reading from the sockets of a group. */
  pause(group: string): Promise<void>;
  resume(group: string): Promise<void>;
  /** Closes the connections of a group without a word. */
  drop(group: string): Promise<void>;
  /** Opens all that are closed. */
  reopen(openingAtOnce?: number): Promise<Opened>;
  /** Forgets the times measured so far. */
  fresh(): void;
  cpuSeconds(): number;
  close(): Promise<void>;
}

/** Opens the connections; resolves when each has its acks. Rejects when one could not be opened. */
export async function openCrowd(
  target: Target,
  clients: readonly CrowdClient[],
  options: CrowdOptions = {},
): Promise<Crowd> {
  const { processes = 1, core = '1', openingAtOnce = OPENING_AT_ONCE, tries = 1, sampleEvery = 1 } = options;
  const program = compiled();
  const share = Math.ceil(clients.length / processes);
  const parts = Array.from({ length: processes }, () => new CrowdProcess(program, core));
  const crowd = new Processes(parts, target);
  try {
    for (const [n, part] of parts.entries()) {
      part.name(clients.slice(n * share, (n + 1) * share));
      part.tell(`sample ${sampleEvery}`);
    }
    let left = tries;
    do {
      const { opened, failed, ms } = await crowd.reopen(openingAtOnce);
      crowd.opened = { opened: crowd.opened.opened + opened, failed, ms: crowd.opened.ms + ms };
      left -= 1;
    } while (left > 0 && crowd.opened.failed > 0);
    if (crowd.opened.failed > 0)
      throw new Error(`${crowd.opened.failed} of ${clients.length} clients failed`);
    return crowd;
  } catch (error) {
    await crowd.close();
    throw error;
  }
}

class Processes implements Crowd {
  opened: Opened = { opened: 0, failed: 0, ms: 0 };
  readonly #parts: readonly CrowdProcess[];
  readonly #target: Target;

  constructor(parts: readonly CrowdProcess[], target: Target) {
    this.#parts = parts;
    this.#target = target;
  }

  async totals(): Promise<CrowdTotals> {
    const all = await this.#ask<CrowdTotals>('totals');
    const sum = (of: (totals: CrowdTotals) => number): number => all.reduce((s, totals) => s + of(totals), 0);
    const worst = (of: (totals: CrowdTotals) => number): number => Math.max(...all.map(of));
    return {
      frames: sum((t) => t.frames),
      bytes: sum((t) => t.bytes),
      updates: sum((t) => t.updates),
      acks: sum((t) => t.acks),
      open: sum((t) => t.open),
      closed: sum((t) => t.closed),
      refused: sum((t) => t.refused),
      received: sum((t) => t.received),
      p50: worst((t) => t.p50),
      p99: worst((t) => t.p99),
      max: worst((t) => t.max),
    };
  }

  async publish(options: PublishOptions): Promise<Published> {
    const { group, vehicles, columns = Math.ceil(Math.sqrt(vehicles)), seconds, pace, template } = options;
    const publisher = this.#parts.find((part) => part.groups.has(group));
    if (publisher === undefined) throw new Error(`no connection is in the group ${group}`);
    const how = 'perSecond' in pace ? `rate ${pace.perSecond}` : `inflight ${pace.inFlight}`;
    return publisher.ask<Published>(
      'publish',
      `publish ${group} ${vehicles} ${columns} ${seconds} ${how} ${template}`,
    );
  }

  async pause(group: string): Promise<void> {
    await this.#ask('pause', `pause ${group}`);
  }

  async resume(group: string): Promise<void> {
    await this.#ask('resume', `resume ${group}`);
  }

  async drop(group: string): Promise<void> {
    await this.#ask('drop', `drop ${group}`);
  }

  async reopen(openingAtOnce = OPENING_AT_ONCE): Promise<Opened> {
    const { host, port } = this.#target;
    const all = await this.#ask<Opened>('open', `open ${host} ${port} ${openingAtOnce}`);
    return {
      opened: all.reduce((sum, { opened }) => sum + opened, 0),
      failed: all.reduce((sum, { failed }) => sum + failed, 0),
      ms: Math.max(...all.map(({ ms }) => ms)),
    };
  }

  fresh(): void {
    for (const part of this.#parts) part.tell('fresh');
  }

  cpuSeconds(): number {
    return this.#parts.reduce((sum, part) => sum + cpuSecondsOf(part.pid), 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.close()));
  }

  #ask<Answer = object>(name: string, line = name): Promise<Answer[]> {
    return Promise.all(this.#parts.map((part) => part.ask<Answer>(name, line)));
  }
}

/** One process of the crowd. Lines in, answers out; the answers to one command come in its order. */
class CrowdProcess {
  readonly pid: number;
  readonly groups = new Set<string>();
  readonly #child: ChildProcess;
  readonly #waiting = new Map<string, { resolve(answer: unknown): void; reject(error: Error): void }[]>();
  #ended: Error | undefined;

  constructor(program: string, core: string) {
    this.#child = spawn('taskset', ['-c', core, program], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.pid = this.#child.pid ?? 0;
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('the crowd has no output');
    createInterface(stdout).on('line', (line) => this.#answered(line));
    this.#child.once('error', (error) => this.#end(error));
    this.#child.once('exit', (code, signal) =>
      this.#end(new Error(`the crowd ended with ${code ?? signal}, see above`)),
    );
  }

  name(clients: readonly CrowdClient[]): void {
    for (const { protocol, group, acks, localAddress = '-', path, texts } of clients) {
      this.groups.add(group);
      this.tell(`conn ${protocol} ${group} ${acks} ${localAddress} ${path}`);
      for (const text of texts) this.tell(`text ${text}`);
    }
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  ask<Answer>(name: string, line: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      const waiting = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, waiting);
      waiting.push({ resolve: (answer) => resolve(answer as Answer), reject });
      this.tell(line);
    });
  }

  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #answered(line: string): void {
    const answer = JSON.parse(line) as { re: string };
    this.#waiting.get(answer.re)?.shift()?.resolve(answer);
  }

  #end(error: Error): void {
    this.#ended = error;
    for (const waiting of this.#waiting.values()) for (const { reject } of waiting) reject(error);
    this.#waiting.clear();
  }
}

/** The C program, compiled anew when a source of it is newer. */
function compiled(): string {
  const folder = fileURLToPath(new URL('./crowd', import.meta.url));
  const cache = fileURLToPath(new URL('../.cache', import.meta.url));
  const program = join(cache, 'crowd');
  const files = readdirSync(folder).map((name) => join(folder, name));
  const changedAt = Math.max(...files.map((file) => statSync(file).mtimeMs));
  if (existsSync(program) && statSync(program).mtimeMs >= changedAt) return program;
  mkdirSync(cache, { recursive: true });
  const sources = files.filter((file) => file.endsWith('.c'));
  try {
    execFileSync('cc', ['-O2', '-Wall', '-o', program, ...sources], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    throw new Error('the load generator needs a C compiler: apt-get install gcc libc6-dev', { cause: error });
  }
  return program;
}

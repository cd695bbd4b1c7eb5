import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { exited } from '../fixtures/processes.ts';
import type {
  CrowdOrder,
  CrowdPlan,
  CrowdReport,
  CrowdVerdict,
  ServerOrder,
  ServerReport,
} from './messages.ts';

const LAST_LINES = 200;

function start(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { child: ChildProcess; lines: string[] } {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), [...args], {
    execArgv: ['--conditions=waycast-source', '--max-old-space-size=1024'],
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      lines.push(...chunk.toString().trimEnd().split('\n'));
      lines.splice(0, lines.length - LAST_LINES);
    });
  }
  return { child, lines };
}

/** A server of the campaign, and which of its announcements were acknowledged. */
export class CampaignServer {
  readonly name: string;
  readonly acknowledged: number[] = [];
  readonly lines: string[];
  readonly #child: ChildProcess;
  readonly #serving: Promise<void>;
  #quiet: (() => void) | undefined;

  constructor(name: string, announceEveryMs: number, env: NodeJS.ProcessEnv) {
    this.name = name;
    const { child, lines } = start('./server.ts', [name, String(announceEveryMs)], env);
    this.#child = child;
    this.lines = lines;
    this.#serving = new Promise((resolve, reject) => {
      child.on('message', (report: ServerReport) => {
        if (report.kind === 'serving') resolve();
        else if (report.kind === 'acknowledged') this.acknowledged.push(report.n);
        else if (report.kind === 'quiet') this.#quiet?.();
        else reject(new Error(report.reason));
      });
      child.once('exit', (code, signal) =>
        reject(new Error(`${name} ended with ${code ?? signal}:\n${lines.join('\n')}`)),
      );
    });
    this.#serving.catch(() => undefined);
  }

  serving(): Promise<void> {
    return this.#serving;
  }

  announce(): void {
    this.#send('announce');
  }

  /** Resolves once the last announcement is acknowledged. */
  quiet(): Promise<void> {
    return new Promise((resolve) => {
      this.#quiet = resolve;
      this.#send('quiet');
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await exited(this.#child);
  }

  #send(order: ServerOrder): void {
    this.#child.send(order);
  }
}

/** A process full of clients. */
export class Crowd {
  readonly #child: ChildProcess;
  readonly lines: string[];

  constructor(plan: CrowdPlan) {
    const { child, lines } = start('./crowd.ts', [JSON.stringify(plan)], process.env);
    this.#child = child;
    this.lines = lines;
  }

  joined(): Promise<unknown> {
    return this.#answer('joined');
  }

  /** Resolves once every client has these announcements and fixes. */
  complete(order: Omit<Extract<CrowdOrder, { kind: 'await' }>, 'kind'>): Promise<unknown> {
    return this.#ask({ kind: 'await', ...order }, 'complete');
  }

  async verdict(order: Omit<Extract<CrowdOrder, { kind: 'verdict' }>, 'kind'>): Promise<CrowdVerdict> {
    const report = await this.#ask({ kind: 'verdict', ...order }, 'verdict');
    if (report.kind !== 'verdict') throw new Error(`the crowd answered ${report.kind}`);
    return report.verdict;
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await exited(this.#child);
  }

  #ask(order: CrowdOrder, kind: CrowdReport['kind']): Promise<CrowdReport> {
    const answer = this.#answer(kind);
    this.#child.send(order);
    return answer;
  }

  #answer(kind: CrowdReport['kind']): Promise<CrowdReport> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error(`the crowd ended:\n${this.lines.join('\n')}`));
      this.#child.once('exit', ended);
      const take = (report: CrowdReport): void => {
        if (report.kind !== kind) return;
        this.#child.off('message', take).off('exit', ended);
        resolve(report);
      };
      this.#child.on('message', take);
    });
  }
}

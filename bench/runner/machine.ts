import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { postgresBinaries } from '../../test/fixtures/postgres.ts';
import { findProgram } from '../processes/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = [
  'socket.io',
  '@socket.io/redis-adapter',
  'ws',
  'uwebsockets',
  'express',
  'fastify',
  'redis',
];
/** Above this, somebody else uses part of the cores. */
const QUIET_LOAD = 0.5;

/** What the figures depend on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  /** Of programs and packages by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Of the checkout, with `+` when it has changes. */
  readonly commit: string;
  /** Mean number of busy processes in the last minute. */
  readonly load: number;
}

/** Asks every program for its version; those that are missing are left out. */
export async function describeMachine(): Promise<Machine> {
  const programs: readonly (readonly [string, string | undefined, string])[] = [
    ['redis', findProgram('redis-server'), '--version'],
    ['postgresql', await postgresProgram(), '--version'],
    ['nginx', findProgram('nginx'), '-v'],
    ['mosquitto', findProgram('mosquitto'), '-h'],
    ['nats-server', findProgram('nats-server'), '--version'],
    ['wrk', findProgram('wrk'), '-v'],
  ];
  const nchan = outputOf('dpkg', ['-s', 'libnginx-mod-nchan']);
  const versions = [
    ['node', process.versions.node],
    ...PACKAGES.map((name) => [name, packageVersion(name)]),
    ...programs.map(([name, program, flag]) => [name, program && programVersion(program, flag)]),
    ['nchan', /^Version: (?:\d+:)?([\d.]+)/m.exec(nchan)?.[1]],
  ].flatMap(([name, version]) => (name && version ? [[name, version] as const] : []));
  return {
    cpu: /^model name\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown CPU',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `${release()}, net.core.somaxconn ${readFileSync('/proc/sys/net/core/somaxconn', 'utf8').trim()}`,
    versions: Object.fromEntries(versions),
    commit: commit(),
    load: loadavg()[0] ?? 0,
  };
}

/** What to say when the machine has other things to do; undefined when it is quiet. */
export function loadWarning({ load }: Machine): string | undefined {
  if (load <= QUIET_LOAD) return undefined;
  return `The machine was not quiet (load ${load.toFixed(1)} at the start): ratios hold better than rates, and repeat what surprises.`;
}

/** The head of the report. */
export function machineHeader(machine: Machine, command: string, at: Date): string {
  const { cpu, cores, memoryGb, kernel, versions, commit } = machine;
  const warning = loadWarning(machine);
  return [
    '# Measured beside the peers',
    `\`${command}\`, ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit}. How to run and read it: [docs/guides/benchmark.md](../docs/guides/benchmark.md).`,
    `${cores} cores of ${cpu}, ${memoryGb} GB, Linux ${kernel}. ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    ...(warning === undefined ? [] : [warning]),
    'Server on core 0, load on core 1. Medians of interleaved rounds, in parentheses their least and greatest; ratios are taken round by round. Only ratios within one table hold on another machine.',
  ].join('\n\n');
}

async function postgresProgram(): Promise<string | undefined> {
  try {
    return join(await postgresBinaries(), 'postgres');
  } catch {
    return undefined;
  }
}

function packageVersion(name: string): string | undefined {
  const file = [
    'bench/node_modules',
    'node_modules',
    'packages/server/node_modules',
    'bench/.cache/node_modules',
  ]
    .map((folder) => join(ROOT, folder, name, 'package.json'))
    .find((path) => existsSync(path));
  if (file === undefined) return undefined;
  return /"version"\s*:\s*"([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1];
}

function programVersion(program: string, flag: string): string | undefined {
  const printed = outputOf(program, [flag]);
  return /(\d+(?:\.\d+)+)/.exec(printed)?.[1];
}

function commit(): string {
  const short = outputOf('git', ['-C', ROOT, 'rev-parse', '--short', 'HEAD']).trim();
  const changed = outputOf('git', ['-C', ROOT, 'status', '--porcelain', '-uno']).trim() !== '';
  return `${short || 'unknown'}${changed ? '+' : ''}`;
}

/** Of both streams, whatever the exit code: some print their version as an error. */
function outputOf(program: string, args: readonly string[]): string {
  try {
    return execFileSync('/bin/sh', ['-c', '"$0" "$@" 2>&1', program, ...args], { encoding: 'utf8' });
  } catch (error) {
    const isOutput = error instanceof Error && 'stdout' in error && typeof error.stdout === 'string';
    return isOutput ? String(error.stdout) : '';
  }
}

import type { Measurement } from '../scenario.ts';
import type { Spread } from './statistics.ts';

/** From here on, what others take of the cores shows in the figures. */
export const DISTURBING = 0.1;

interface Shares {
  readonly serverBusy?: number | undefined;
  readonly generatorBusy?: number | undefined;
}

/** Three significant digits: `2.13 M`, `97.1 k`, `0.38`. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  if (size >= 1e6) return `${digits(value / 1e6)} M`;
  if (size >= 10_000) return `${digits(value / 1e3)} k`;
  return digits(value);
}

function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(size >= 1 ? 3 : 2)));
}

/** `2.13 M (1.98 M–2.2 M)`, without the parentheses after a single round; empty for nothing. */
export function spreadCell(spread: Spread | undefined, rounds: number): string {
  if (spread === undefined) return '';
  const { median, min, max } = spread;
  return rounds > 1 ? `${short(median)} (${short(min)}–${short(max)})` : short(median);
}

/** A share of a core. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Its server waited for the generator, so that it tells the generator's speed. */
export function isGeneratorBound({ serverBusy, generatorBusy }: Shares): boolean {
  return generatorBusy !== undefined && generatorBusy > 0.95 && (serverBusy ?? 1) < 0.95;
}

/** A measurement in a line, for the one who waits. */
export function inWords(measurement: Measurement): string {
  const { rate, perCpuSecond, p50Ms, p99Ms, serverBusy, generatorBusy, extra = {} } = measurement;
  const parts = [
    rate === undefined ? '' : `${short(rate)}/s`,
    perCpuSecond === undefined ? '' : `${short(perCpuSecond)} per CPU second`,
    p50Ms === undefined ? '' : `p50 ${short(p50Ms)} ms`,
    p99Ms === undefined ? '' : `p99 ${short(p99Ms)} ms`,
    serverBusy === undefined ? '' : `server ${percent(serverBusy)}`,
    generatorBusy === undefined ? '' : `generator ${percent(generatorBusy)}`,
    ...Object.entries(extra).map(([name, value]) => `${name} ${short(value)}`),
    isGeneratorBound(measurement) ? 'bound by the generator' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

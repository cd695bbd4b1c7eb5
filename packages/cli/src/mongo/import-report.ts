import { closeSync, openSync, writeSync } from 'node:fs';
import { CommandFailure, messageOf } from '../failure.ts';
import type { Collection } from './field-paths.ts';
import type { Rejection } from './read-exports.ts';

/** Rejections that are told one by one; `--report` has all. */
const TOLD = 50;
const REASONS = 1000;

/** What was read, by collection. */
export interface Reading {
  readonly collection: Collection;
  readonly file: string;
  rows: number;
  rejected: number;
}

/** Counts rejections and tells them: the first on standard error, all in the file of `--report`, a line of JSON each. */
export class ImportReport {
  readonly readings: Reading[] = [];
  readonly #file: number | undefined;
  readonly #remedies = new Map<string, number>();
  #rejected = 0;

  /** Throws CommandFailure where the file cannot be written. */
  constructor(path: string | undefined) {
    try {
      this.#file = path === undefined ? undefined : openSync(path, 'w');
    } catch (error) {
      throw new CommandFailure(`--report ${path} cannot be written: ${messageOf(error)}`);
    }
  }

  get rejected(): number {
    return this.#rejected;
  }

  begin(collection: Collection, file: string): Reading {
    const reading = { collection, file, rows: 0, rejected: 0 };
    this.readings.push(reading);
    return reading;
  }

  reject(rejection: Rejection): void {
    const { file, line, reason, remedy } = rejection;
    this.#rejected += 1;
    if (this.#rejected <= TOLD) process.stderr.write(`${file}, line ${line}: ${reason}. ${remedy}\n`);
    if (this.#remedies.size < REASONS || this.#remedies.has(remedy))
      this.#remedies.set(remedy, (this.#remedies.get(remedy) ?? 0) + 1);
    if (this.#file !== undefined) writeSync(this.#file, `${JSON.stringify(rejection)}\n`);
  }

  /** What was read, and by remedy what was not. */
  tellRead(): void {
    if (this.#rejected > TOLD)
      process.stderr.write(`… and ${number(this.#rejected - TOLD)} more; --report FILE lists all\n`);
    for (const { collection, file, rows, rejected } of this.readings)
      process.stdout.write(
        `${collection.padEnd(12)} ${number(rows)} of ${number(rows + rejected)} can be imported from ${file}\n`,
      );
    for (const [remedy, count] of this.#remedies)
      process.stdout.write(`  ${number(count)} rejected: ${remedy}\n`);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

export function number(count: number): string {
  return count.toLocaleString('en');
}

import type { z } from 'zod';

/** A cell that cannot be read as what its column holds. */
export class CellError extends Error {}

/** A column of the files of one kind. */
export interface CsvColumn<F> {
  /** As it stands in an exported header, and in the description. */
  readonly name: string;
  /** The cell's value for the description's schema; throws CellError. */
  readonly read: (cell: string) => unknown;
  readonly write: (fields: F) => string;
  /** What to do about a cell that is not accepted. */
  readonly remedy: string;
}

/** The files of one kind: which columns they may have, and what their rows have to be. */
export interface CsvKind<F, D> {
  readonly id: string;
  readonly columns: readonly CsvColumn<F>[];
  readonly schema: z.ZodType<D>;
}

/** What to do about a text that is not accepted. */
export const textRemedy = (max: number): string =>
  `Write up to ${max} characters on one line, or leave the cell empty.`;

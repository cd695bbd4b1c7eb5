import type { Row } from './database.ts';

/*
 * Checked reading of cells. A wrong type is a mistake in a statement or a foreign hand in the schema: both deserve
 * the column's name in the error rather than a NaN on somebody's map.
 */

/** A number; both drivers give `float8` and `integer` as one. */
export function readNumber(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : wrong(column, 'a number', value);
}

export function readNullableNumber(row: Row, column: string): number | null {
  return row[column] === null ? null : readNumber(row, column);
}

export function readText(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : wrong(column, 'a text', value);
}

export function readNullableText(row: Row, column: string): string | null {
  return row[column] === null ? null : readText(row, column);
}

/** A list of texts, selected with `to_json`: of arrays the drivers give what their settings say. */
export function readTexts(row: Row, column: string): readonly string[] {
  const value = row[column];
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? value
    : wrong(column, 'a list of texts', value);
}

/** A JSON object, or undefined for null. */
export function readJson(row: Row, column: string): Readonly<Record<string, unknown>> | undefined {
  const value = row[column];
  if (value === null) return undefined;
  return typeof value === 'object' && !Array.isArray(value)
    ? { ...value }
    : wrong(column, 'a JSON object', value);
}

function wrong(column: string, expected: string, value: unknown): never {
  throw new TypeError(`Column ${column} should hold ${expected}, but holds ${JSON.stringify(value)}.`);
}

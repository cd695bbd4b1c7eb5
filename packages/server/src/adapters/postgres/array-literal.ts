/*
 * PostgreSQL array literals. A whole column travels as one string: both drivers pass strings through untouched,
 * which is several times cheaper than letting them walk nested arrays.
 */

/** `{1,2.5,NULL}`. */
export function numbersLiteral(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** `{"a","b\"c",NULL}`; every value is quoted, so that an id `NULL` stays an id. */
export function textsLiteral(values: readonly (string | null)[]): string {
  return `{${values.map(quoted).join(',')}}`;
}

function quoted(value: string | null): string {
  return value === null ? 'NULL' : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

import { z } from 'zod';

/**
 * A number as an address has it, in its path or query: text. An empty or blank text is no number and is refused, where
 * `z.coerce.number()` takes it for 0: somebody who leaves out the value of `latitude=` is not at the equator.
 */
export function numberText<Schema extends z.ZodType<number, number>>(schema: Schema) {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    schema,
  );
}

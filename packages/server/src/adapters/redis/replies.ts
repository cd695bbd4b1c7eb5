/** A reply that has to be a list. Throws for anything else: the script and its caller are of different versions. */
export function listOf(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected('a list', reply);
}

export function textOf(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  throw unexpected('text', reply);
}

export function numberOf(reply: unknown): number {
  if (typeof reply === 'number') return reply;
  throw unexpected('a number', reply);
}

function unexpected(what: string, reply: unknown): Error {
  return new Error(`Redis answered ${JSON.stringify(reply)} where ${what} was expected`);
}

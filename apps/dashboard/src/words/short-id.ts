const TAIL = 8;

/** A long id or name in two parts: the end often tells vehicles apart, so the beginning gives way. */
export function splitId(id: string, lettersMax: number): readonly [head: string, tail: string] {
  return id.length <= lettersMax ? [id, ''] : [id.slice(0, -TAIL), id.slice(-TAIL)];
}

/** An id or a name in at most so many letters: "coach-of-t…ng~name". */
export function shortId(id: string, lettersMax: number): string {
  return id.length <= lettersMax ? id : `${id.slice(0, lettersMax - TAIL - 1)}…${id.slice(-TAIL)}`;
}

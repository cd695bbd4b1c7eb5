/** The state of the page of students that its address carries. */
export interface StudentsSearch {
  readonly q?: string;
  /** The student that is open. */
  readonly id?: string;
}

const TEXT_MAX = 128;

/** Reads an address; what makes no sense counts as absent. */
export function toStudentsSearch(raw: Record<string, unknown>): StudentsSearch {
  const [q, id] = [textOf(raw['q']), textOf(raw['id'])];
  return { ...(q === '' ? {} : { q }), ...(id === '' ? {} : { id }) };
}

/** A text of digits comes as a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, TEXT_MAX) : '';
}

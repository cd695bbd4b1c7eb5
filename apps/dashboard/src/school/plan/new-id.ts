const LETTERS_MAX = 40;

/** An id for what has been named: readable, and unlike that of a namesake. */
export function newId(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, LETTERS_MAX);
  return `${slug === '' ? 'new' : slug}-${crypto.randomUUID().slice(0, 6)}`;
}

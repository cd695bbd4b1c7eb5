import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments, parseDocument } from 'yaml';

/** The repository's folder. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** A file of `deploy/`, as text. */
export function shipped(name: string): Promise<string> {
  return readFile(`${REPOSITORY}deploy/${name}`, 'utf8');
}

/** A YAML file of `deploy/` with one document; anything that YAML warns of throws. */
export async function shippedYaml(name: string): Promise<unknown> {
  const document = parseDocument(await shipped(name), { merge: true, strict: true, uniqueKeys: true });
  for (const problem of [...document.errors, ...document.warnings]) throw problem;
  return document.toJS();
}

/** All documents of a YAML file of `deploy/`. */
export async function shippedYamls(name: string): Promise<unknown[]> {
  const documents = parseAllDocuments(await shipped(name), { strict: true, uniqueKeys: true });
  return [...documents].map((document) => {
    for (const problem of [...document.errors, ...document.warnings]) throw problem;
    return document.toJS();
  });
}

/** What stands at a path of parsed YAML or JSON; undefined where nothing does. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, step);
  }
  return found;
}

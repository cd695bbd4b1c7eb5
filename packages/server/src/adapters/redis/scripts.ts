import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Script } from './redis.ts';

/** Reads `lua/NAME.lua`, which is beside this module both in the sources and in what is published. */
export function loadScript(name: string): Script {
  const source = readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
  return { name, source, sha1: createHash('sha1').update(source).digest('hex') };
}

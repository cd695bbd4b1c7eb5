// No file or folder is called by a name that says nothing about what is in it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** As a whole name, or at the end of one (`session-manager.ts`). */
const FORBIDDEN = /(^|[/.-])(utils?|helpers?|common|misc|shared|managers?|services?)(\.[^/]*)?(\/|$)/i;
/** systemd calls its units so. */
const UNIT = /^deploy\/systemd\/[^/]+\.service$/;

const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' });
const found = listed
  .split('\0')
  .filter((path) => FORBIDDEN.test(path) && !UNIT.test(path) && existsSync(path));

for (const path of found) console.error(`${path}: name it for the one idea that is in it`);
process.exitCode = found.length > 0 ? 1 : 0;

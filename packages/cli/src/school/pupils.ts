import type { Random } from '@waycast/geo';
import type { SchoolLine } from './school-line.ts';

/** A child of the demo's school. */
export interface Pupil {
  readonly id: string;
  readonly name: string;
  readonly grade: string;
  readonly cardId: string;
  readonly line: SchoolLine;
  /** Sequence of the stop near home, on the way to the school. */
  readonly stop: number;
}

const FIRST =
  'Aoife Bela Cian Dana Emil Farah Gus Hana Ida Jonas Kira Leo Maja Nils Orla Pavel Quinn Rosa Sami Tara Umar Vera Wes Yara Zeno'.split(
    ' ',
  );
const LAST =
  'Adler Byrne Costa Diaz Egan Fischer Grant Hoang Ibrahim Jansen Kowalski Lund Moreau Novak Okafor Petrov Quist Reyes Silva Tran Ueda Vogel Walsh Young Zeman'.split(
    ' ',
  );
const GRADES = 8;

/** As many to each line as fit its bus, at all of its stops but the school. */
export function enrol(lines: readonly SchoolLine[], perLine: number, random: Random): Pupil[] {
  return lines.flatMap((line, index) =>
    Array.from({ length: perLine }, (_, seat) => {
      const number = index * perLine + seat + 1;
      return {
        id: `pupil-${String(number).padStart(4, '0')}`,
        name: `${oneOf(FIRST, random)} ${oneOf(LAST, random)}`,
        grade: String(1 + Math.floor(random.next() * GRADES)),
        cardId: `C${String(100_000 + number * 7)}`,
        line,
        stop: 1 + (seat % (line.nodes.length - 1)),
      };
    }),
  );
}

/** The file that the import of students takes. `mum` is the guardian of the first of each of two lines. */
export function pupilsCsv(pupils: readonly Pupil[]): string {
  const header = 'student_id,name,grade,card_ids,guardian_ids,rides';
  const followed = new Set([pupils[0]?.id, pupils.find(({ line }) => line !== pupils[0]?.line)?.id]);
  const rows = pupils.map(({ id, name, grade, cardId, line, stop }) => {
    const last = line.nodes.length;
    const rides = `${line.id}-to:${stop}-${last};${line.id}-from:1-${last + 1 - stop}`;
    return [id, name, grade, cardId, followed.has(id) ? 'mum' : '', rides].join(',');
  });
  return `${[header, ...rows].join('\n')}\n`;
}

function oneOf(words: readonly string[], random: Random): string {
  return words[Math.floor(random.next() * words.length)] ?? '';
}

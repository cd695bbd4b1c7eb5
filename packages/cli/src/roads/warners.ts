import { type Connection, createConnection, type HttpApi } from '@waycast/client';
import { HAZARD_TYPES, type HazardType } from '@waycast/contract';
import type { Random } from '@waycast/geo';
import type { AccessAs } from '../sending/server-access.ts';
import { unlessRefused } from '../sending/unless-refused.ts';
import type { Phone } from './phone.ts';

/** People who warn each other; they are in the regions where their phones are. */
const PEOPLE = 8;
/** Between two new hazards, and how long each really lasts. */
const APART_S = [25, 70] as const;
const LASTS_S = [240, 900] as const;
const AT_FIRST = 4;
const OPEN_MAX = 12;
/** Of all who might say something of a hazard, so many do at each step. */
const SPEAKS = 0.04;
const NOTES: Partial<Readonly<Record<HazardType, readonly string[]>>> = {
  POTHOLE: ['In the right lane', 'Deep, by the kerb'],
  CLOSURE: ['Works until the evening'],
  OBSTACLE: ['A mattress', 'A branch'],
};

interface OpenHazard {
  readonly hazardId: string;
  readonly goneAt: number;
}

export interface WarnersParts {
  readonly accessAs: AccessAs;
  readonly phones: readonly Phone[];
  readonly random: Random;
  /** Times real time. */
  readonly pace: number;
}

/** Simulated people on the road: they report hazards where they are, and say of others' that they are there, or gone. */
export class Warners {
  readonly #parts: WarnersParts;
  readonly #people: readonly Connection[];
  #open: OpenHazard[] = [];
  #reported = 0;
  #nextAt = 0;

  constructor(parts: WarnersParts) {
    this.#parts = parts;
    this.#people = Array.from({ length: PEOPLE }, (_, index) => {
      const connection = createConnection(parts.accessAs(`walker-${index + 1}`, 'customer'));
      connection.connect();
      return connection;
    });
  }

  /** Does what is due at `now`, epoch ms. */
  async step(now: number): Promise<void> {
    await this.#tellWhere();
    this.#open = this.#open.filter(({ goneAt }) => now < goneAt + 120_000 / this.#parts.pace);
    for (const hazard of this.#open) await this.#speakOf(hazard, now);
    if (now < this.#nextAt || this.#open.length >= OPEN_MAX) return;
    const { random, pace } = this.#parts;
    if (this.#reported >= AT_FIRST) this.#nextAt = now + (random.between(...APART_S) * 1000) / pace;
    await this.#report(now);
  }

  close(): void {
    for (const person of this.#people) person.close();
  }

  /** Everybody is counted in the region where the phone is. */
  async #tellWhere(): Promise<void> {
    await Promise.all(
      this.#people.map((person, index) => {
        const { latitude, longitude } = this.#phoneOf(index).position;
        return person.state.phase === 'open' ? person.call('heartbeat', { latitude, longitude }) : undefined;
      }),
    );
  }

  async #report(now: number): Promise<void> {
    const { random, pace } = this.#parts;
    const index = this.#reported % PEOPLE;
    this.#reported += 1;
    const type = HAZARD_TYPES[Math.floor(random.next() * 4)] ?? 'POTHOLE';
    const notes = NOTES[type] ?? [];
    const note = notes[Math.floor(random.next() * notes.length)];
    const { latitude, longitude } = this.#phoneOf(index).position;
    const hazard = { type, latitude, longitude, ...(note === undefined ? {} : { note }) };
    const { hazardId } = await this.#httpOf(index).postHazard(hazard);
    this.#open.push({ hazardId, goneAt: now + (random.between(...LASTS_S) * 1000) / pace });
  }

  async #speakOf({ hazardId, goneAt }: OpenHazard, now: number): Promise<void> {
    const { random } = this.#parts;
    if (!random.chance(SPEAKS)) return;
    const http = this.#httpOf(Math.floor(random.next() * PEOPLE));
    // Whoever comes when it is over is told so.
    await unlessRefused(
      now < goneAt ? http.confirmHazard({ id: hazardId }) : http.dismissHazard({ id: hazardId }),
    );
  }

  #httpOf(index: number): HttpApi {
    const person = this.#people[index];
    if (person === undefined) throw new RangeError(`there is no person ${index}`);
    return person.http;
  }

  #phoneOf(index: number): Phone {
    const phone = this.#parts.phones[index % this.#parts.phones.length];
    if (phone === undefined) throw new RangeError('there are no phones');
    return phone;
  }
}

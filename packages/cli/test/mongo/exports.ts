import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Extended JSON of MongoDB, as `mongoexport` writes it by default (relaxed) and with --jsonFormat=canonical. */
export type Form = 'relaxed' | 'canonical';

export const oid = (n: number) => ({ $oid: n.toString(16).padStart(24, '0') });
const date = (ms: number, form: Form) =>
  form === 'relaxed' ? { $date: new Date(ms).toISOString() } : { $date: { $numberLong: String(ms) } };
const double = (value: number, form: Form) => (form === 'relaxed' ? value : { $numberDouble: String(value) });

export const NOON = Date.UTC(2026, 4, 4, 12);

/** Observations of some phones, a second apart. */
export function observations(count: number, form: Form): object[] {
  return Array.from({ length: count }, (_, index) => ({
    _id: oid(index + 1),
    userId: oid((index % 3) + 1),
    location: {
      type: 'Point',
      coordinates: [double(7.42 + index / 1e5, form), double(43.73, form)],
    },
    timestamp: date(NOON + index * 1000, form),
    speed: double(36, form),
    roughness: double(0.5 + (index % 10) / 10, form),
  }));
}

export function users(count: number, form: Form): object[] {
  return Array.from({ length: count }, (_, index) => ({
    _id: oid(index + 1),
    email: `rider${index}@example.com`,
    name: `Rider ${index}`,
    roles: ['user'],
    createdAt: date(NOON, form),
    passwordHash: 'hush-hush',
    profile: { city: 'Monaco', resetToken: 'hush-hush', joined: date(NOON, form) },
  }));
}

/** Two streets that meet, the second longer than a piece may be. */
export function segments(form: Form): object[] {
  const at = (longitude: number, latitude: number) => [double(longitude, form), double(latitude, form)];
  return [
    {
      _id: 'quai',
      name: 'Quai',
      class: 'primary',
      geometry: { type: 'LineString', coordinates: [at(7.42, 43.73), at(7.421, 43.73), at(7.422, 43.73)] },
    },
    {
      _id: oid(77),
      name: 'Rue',
      oneway: 'yes',
      geometry: { type: 'LineString', coordinates: [at(7.421, 43.73), at(7.421, 43.734)] },
    },
  ];
}

/** A line each, or one array. Answers the file's path. */
export function writeExport(
  folder: string,
  name: string,
  documents: readonly unknown[],
  array = false,
): string {
  const path = join(folder, name);
  const texts = documents.map((document) =>
    typeof document === 'string' ? document : JSON.stringify(document),
  );
  writeFileSync(path, array ? `[${texts.join(',\n')}]\n` : texts.map((text) => `${text}\n`).join(''));
  return path;
}

import { rename, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { seedFile, seedLocation } from './seed.ts';

/** Makes the prepared data folder if it is not there. Returns its path. Takes some 6 s and 1 GB the first time. */
export async function makeSeed(location = seedLocation()): Promise<string> {
  if ((await seedFile()) === location) return location;
  const database = await PGlite.create();
  try {
    await database.exec('checkpoint');
    const archive = await database.dumpDataDir('gzip');
    const unfinished = `${location}.${process.pid}`;
    await writeFile(unfinished, Buffer.from(await archive.arrayBuffer()));
    await rename(unfinished, location);
    return location;
  } finally {
    await database.close();
  }
}

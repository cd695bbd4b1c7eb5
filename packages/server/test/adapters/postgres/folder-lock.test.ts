import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exited } from '../../../../../test/fixtures/processes.ts';
import { lockFolder } from '../../../src/adapters/postgres/embedded/folder-lock.ts';
import { ownIdentity } from '../../../src/adapters/postgres/embedded/process-identity.ts';
import { quiet, recordingLog, temporaryFolder } from './stores.ts';

const BEAT_MS = 300;

describe('lock of the data folder', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  const lockFile = () => join(place.folder, 'waycast.lock');
  beforeEach(async () => {
    place = await temporaryFolder();
  });
  afterEach(() => place.remove());

  it('refuses a second user of the folder, naming the process and the folder, until the first has ended', async () => {
    const unlock = await lockFolder(place.folder, quiet);
    const refused = lockFolder(place.folder, quiet);
    await expect(refused).rejects.toThrow(
      `${place.folder} is in use by process ${process.pid} on ${hostname()}`,
    );
    await unlock();
    await (await lockFolder(place.folder, quiet))();
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('takes over from a process that has ended, and says so', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await exited(child);
    await writeFile(lockFile(), JSON.stringify({ ...(await ownIdentity()), pid: child.pid }));
    const { log, lines } = recordingLog();
    const unlock = await lockFolder(place.folder, log);
    expect(lines).toEqual([expect.stringMatching(/^warn Took over/)]);
    expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid });
    await unlock();
  });

  it('takes over when the one who took over has ended in the act', async () => {
    const dead = JSON.stringify({ ...(await ownIdentity()), started: 'an-earlier-boot:17' });
    const claim = `${lockFile()}.${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
    await writeFile(lockFile(), dead);
    await writeFile(claim, JSON.stringify({ ...(await ownIdentity()), started: 'an-earlier-boot:18' }));
    await (await lockFolder(place.folder, quiet))();
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('takes over when the process id belongs to another process by now', async () => {
    const own = await ownIdentity();
    expect(own.started).toMatch(/^[0-9a-f-]+:\d+$/);
    await writeFile(lockFile(), JSON.stringify({ ...own, started: 'an-earlier-boot:17' }));
    await (await lockFolder(place.folder, quiet))();
  });

  it('takes over a file that is no lock', async () => {
    await writeFile(lockFile(), '{"half": ');
    await (await lockFolder(place.folder, quiet))();
  });

  it('watches the heartbeat of a holder on another host, and takes over when it is still', async () => {
    await writeFile(lockFile(), JSON.stringify({ pid: 1, host: 'another-host', started: null }));
    await (await lockFolder(place.folder, quiet, BEAT_MS))();
  });

  it('refuses while the holder on another host beats', async () => {
    const unlock = await lockFolder(place.folder, quiet, BEAT_MS);
    await writeFile(lockFile(), JSON.stringify({ pid: 1, host: 'another-host', started: null }));
    await expect(lockFolder(place.folder, quiet, BEAT_MS)).rejects.toThrow(
      'in use by process 1 on another-host',
    );
    await unlock();
  });

  it('lets exactly one of many starters in', async () => {
    const dead = await ownIdentity();
    for (let round = 0; round < 20; round++) {
      await writeFile(lockFile(), JSON.stringify({ ...dead, started: `an-earlier-boot:${round}` }));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => lockFolder(place.folder, quiet)),
      );
      const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(winners).toHaveLength(1);
      for (const unlock of winners) await unlock();
    }
  });
});

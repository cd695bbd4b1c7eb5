import type { Town } from '@waycast/geo';

let town: Promise<Town> | undefined;

/** The demo town, generated once per page in a worker. */
export function loadTown(): Promise<Town> {
  town ??= new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./town-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Town>) => {
      resolve(data);
      worker.terminate();
    };
    worker.onerror = (event) => {
      reject(new Error(`The demo town could not be drawn: ${event.message}`));
      worker.terminate();
    };
  });
  return town;
}

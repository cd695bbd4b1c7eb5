import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..', '..');
const WIDGET = join(ROOT, '..', '..', 'packages', 'widget');

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the dashboard as it is in the sources now. */
    builtPages: string;
    /** The chat for pages of others, likewise. */
    builtWidget: string;
  }
}

/** Vitest global setup: builds the dashboard and the chat once for all files of a run, and removes them after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), 'waycast-pages-'));
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  const widget = join(outDir, 'built-widget');
  await build({
    root: WIDGET,
    configFile: join(WIDGET, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: widget, emptyOutDir: true },
  });
  project.provide('builtPages', outDir);
  project.provide('builtWidget', join(widget, 'widget.js'));
  return () => rm(outDir, { recursive: true, force: true });
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Packages resolve to their sources: tests need no build. */
const conditions = ['waycast-source'];
const POSTGRES = ['./test/fixtures/global-setup.ts'];
/** Embedded databases that end with their test: optimizing 10 MB of WebAssembly takes longer than what it then saves. */
const WEBASSEMBLY = ['--liftoff-only'];
/** Programs that tests start from the sources, again and again, are compiled once. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL('./node_modules/.cache/tests', import.meta.url));
const PAGES = 'apps/dashboard/test/browser';

type Project = {
  name: string;
  dir: string;
  exclude?: string;
  globalSetup?: string[];
  testTimeoutMs?: number;
  /** False: files of a worker share the modules they import, which takes half the time; their own state stays theirs. */
  isolate?: boolean;
};

const projects: Project[] = [
  { name: 'contract', dir: 'packages/contract/test', isolate: false },
  { name: 'geo', dir: 'packages/geo/test', isolate: false },
  { name: 'widget', dir: 'packages/widget/test', isolate: false },
  { name: 'server', dir: 'packages/server/test', globalSetup: POSTGRES, isolate: false },
  { name: 'client', dir: 'packages/client/test', isolate: false },
  { name: 'react', dir: 'packages/react/test', isolate: false },
  { name: 'cli', dir: 'packages/cli/test', globalSetup: POSTGRES, isolate: false },
  { name: 'dashboard', dir: 'apps/dashboard/test', exclude: `${PAGES}/**`, isolate: false },
  { name: 'pages', dir: PAGES, globalSetup: [...POSTGRES, `./${PAGES}/build-pages.ts`], isolate: false },
  { name: 'bench', dir: 'bench/test', testTimeoutMs: 120_000 },
  { name: 'repo', dir: 'test/repo', globalSetup: POSTGRES, testTimeoutMs: 300_000 },
  { name: 'deploy', dir: 'test/deploy', globalSetup: POSTGRES, testTimeoutMs: 300_000 },
  { name: 'e2e', dir: 'test/e2e', globalSetup: POSTGRES, testTimeoutMs: 120_000 },
];

function configure({
  name,
  dir,
  exclude,
  globalSetup = [],
  testTimeoutMs = 30_000,
  isolate = true,
}: Project): TestProjectConfiguration {
  return {
    resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
    // Not `module`: Node gets these too, and the files that some packages put there are for bundlers only.
    ssr: { resolve: { conditions: [...conditions, 'node'] } },
    test: {
      name,
      include: [`${dir}/**/*.test.{ts,tsx}`],
      ...(exclude && { exclude: [exclude] }),
      globalSetup,
      environment: 'node',
      isolate,
      testTimeout: testTimeoutMs,
      hookTimeout: 60_000,
      // Child processes and worker threads that tests start see the sources too.
      execArgv: [...conditions.map((condition) => `--conditions=${condition}`), ...WEBASSEMBLY],
      env: { NODE_COMPILE_CACHE },
      unstubEnvs: true,
      unstubGlobals: true,
      restoreMocks: true,
    },
  };
}

export default defineConfig({
  test: {
    // Two cores are the least we promise to run on; databases and browsers need some of them.
    maxWorkers: 2,
    projects: projects.filter(({ dir }) => existsSync(dir)).map(configure),
  },
});

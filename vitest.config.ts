import { existsSync } from 'node:fs';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Packages resolve to their sources: tests need no build. */
const conditions = ['waycast-source'];
const POSTGRES = ['./test/fixtures/global-setup.ts'];
const PAGES = 'apps/dashboard/test/browser';

type Project = {
  name: string;
  dir: string;
  exclude?: string;
  globalSetup?: string[];
  testTimeoutMs?: number;
};

const projects: Project[] = [
  { name: 'contract', dir: 'packages/contract/test' },
  { name: 'geo', dir: 'packages/geo/test' },
  { name: 'server', dir: 'packages/server/test', globalSetup: POSTGRES },
  { name: 'client', dir: 'packages/client/test' },
  { name: 'react', dir: 'packages/react/test' },
  { name: 'cli', dir: 'packages/cli/test', globalSetup: POSTGRES },
  { name: 'dashboard', dir: 'apps/dashboard/test', exclude: `${PAGES}/**` },
  { name: 'pages', dir: PAGES, globalSetup: [`./${PAGES}/build-pages.ts`] },
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
      testTimeout: testTimeoutMs,
      hookTimeout: 60_000,
      // Child processes and worker threads that tests start see the sources too.
      execArgv: conditions.map((condition) => `--conditions=${condition}`),
      unstubEnvs: true,
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

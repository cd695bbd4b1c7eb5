import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY, shipped } from './shipped.ts';

const text = await shipped('Dockerfile');
const file = DockerfileParser.parse(text);
const instructions = file.getInstructions().map((one) => ({
  keyword: one.getKeyword(),
  argument: one.getArgumentsContent() ?? '',
}));
const all = (keyword: string) =>
  instructions.filter((one) => one.keyword === keyword).map((one) => one.argument);

describe('Dockerfile', () => {
  test('breaks no rule of the builder', () => {
    expect(validate(text)).toEqual([]);
    expect(validate(text.replace('WORKDIR /app', 'WORKDIR app'))).not.toEqual([]);
  });

  test('every stage stands on a pinned major version of Node 24', () => {
    expect(all('FROM').map((from) => from.split(' ')[0])).toEqual(Array(2).fill('node:24-bookworm-slim'));
  });

  test('every source of a COPY exists, and is not kept from the builder', async () => {
    const ignored = (await ignoredNames()).filter((pattern) => !/[*!]/.test(pattern));
    const sources = all('COPY').flatMap((argument) => argument.split(/\s+/).slice(0, -1));
    expect(sources).toContain('package-lock.json');
    for (const source of sources.filter((one) => !one.startsWith('--') && one !== '/app')) {
      expect(existsSync(join(REPOSITORY, source)), source).toBe(true);
      expect(ignored).not.toContain(source.replace('./', ''));
    }
  });

  test('no secret is sent to the builder, and nothing that is made inside', async () => {
    expect(await ignoredNames()).toEqual(
      expect.arrayContaining(['.git', '.env', '**/.env', '**/.waycast', '**/node_modules', '**/dist']),
    );
  });

  test('brings nothing in but by npm', () => {
    expect(all('ADD')).toEqual([]);
    expect(all('RUN').join('\n')).not.toMatch(/curl|wget|apt|https?:/);
    expect(all('ENV').concat(all('ARG')).join('\n')).not.toMatch(/SECRET|PASSWORD|TOKEN/);
  });

  test('runs as somebody else than root, on the port that it says, and is asked whether it lives', () => {
    const last = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === 'FROM'));
    const user = last.findIndex(({ keyword, argument }) => keyword === 'USER' && argument === 'node');
    expect(user).toBeGreaterThan(0);
    // Nothing is written as root after it, and the command comes in the form that passes signals on.
    expect(last.slice(user).map(({ keyword }) => keyword)).not.toContain('RUN');
    expect(parse(all('ENTRYPOINT')[0] ?? '')).toEqual(['/app/node_modules/.bin/waycast']);
    expect(parse(all('CMD')[0] ?? '')).toEqual(['start']);
    expect(all('EXPOSE')).toEqual(['3000']);
    expect(all('HEALTHCHECK')[0]).toContain('/health/live');
    expect(text).toMatch(/^HEALTHCHECK --interval=10s --timeout=3s/m);
    expect(all('STOPSIGNAL')).toEqual(['SIGTERM']);
  });
});

async function ignoredNames(): Promise<string[]> {
  const lines = (await shipped('../.dockerignore')).split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

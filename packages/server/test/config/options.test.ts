import { describe, expect, test } from 'vitest';
import {
  configWarnings,
  identityProblem,
  OPTION_NAMES,
  OPTIONS,
  optionNamed,
  renderOptionsTable,
  resolveConfig,
} from '../../src/config.ts';

describe('the registry', () => {
  test.each(OPTION_NAMES)(
    '%s has a name derived from its variable, a sentence and a valid default',
    (name) => {
      const option = optionNamed(name);
      const derived = option.env.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      expect(name).toBe(name === 'profile' ? 'profile' : derived);
      expect(option.doc).toMatch(/^\p{Lu}.*\.$/u);
      const values = [option.default, ...Object.values(option.profiles)].filter(
        (value) => value !== undefined,
      );
      for (const value of values) {
        expect(option.kind.schema.safeParse(value).success).toBe(true);
        // An empty list is written as an empty value, which counts as not set.
        const written = option.kind.write(value);
        if (written !== '') expect(option.kind.read(written)).toEqual(value);
      }
    },
  );

  test('every option is printed once, and no variable means two things', () => {
    expect([...OPTION_NAMES].sort()).toEqual(Object.keys(OPTIONS).sort());
    const variables = OPTION_NAMES.flatMap((name) => [optionNamed(name).env, ...optionNamed(name).aliases]);
    expect(new Set(variables).size).toBe(variables.length);
  });

  test('what looks like a secret is marked as one', () => {
    const secretive = OPTION_NAMES.filter((name) =>
      /SECRET|PASSWORD|PRIVATE_KEY|TOKEN$|DATABASE_URL|REDIS_URL/.test(optionNamed(name).env),
    );
    expect(secretive.filter((name) => optionNamed(name).secret === undefined)).toEqual([]);
  });

  test('the reference page has a row for each option', () => {
    const page = renderOptionsTable();
    for (const name of OPTION_NAMES) expect(page).toContain(`| \`${optionNamed(name).env}\``);
    expect(page).toContain('| `GPS_CACHE_TTL` | `gpsCacheTtl` | `300`; `60` in profile school |');
  });
});

describe('warnings and identity', () => {
  test('a short secret is warned about, a long one is not', () => {
    expect(configWarnings(resolveConfig({ jwtSecret: 'short' }))).toEqual([
      expect.stringContaining('JWT_SECRET has 5 bytes'),
    ]);
    expect(configWarnings(resolveConfig({ jwtSecret: 'x'.repeat(32) }))).toEqual([]);
  });

  test('the reference says of a short secret what becomes of it', () => {
    const row = renderOptionsTable()
      .split('\n')
      .find((line) => line.startsWith('| `JWT_SECRET`'));
    expect(row).toContain('with fewer the server starts and warns');
    expect(row).not.toContain('text of at least');
  });

  test('Redis without a common database is warned about', () => {
    const config = resolveConfig({ redisUrl: 'redis://r', jwtSecret: 'x'.repeat(32) });
    expect(configWarnings(config)).toEqual([expect.stringContaining('a history of its own')]);
  });

  test('without a key nobody can sign in', () => {
    expect(identityProblem(resolveConfig({}))?.message).toContain(
      'JWT_SECRET is not set, nor is JWT_JWKS_URL',
    );
    expect(identityProblem(resolveConfig({ jwtSecret: 'x' }))).toBeUndefined();
    expect(identityProblem(resolveConfig({ jwtJwksUrl: 'https://id.example/jwks' }))).toBeUndefined();
  });
});

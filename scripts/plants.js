/**
 * One violation per import rule: the rule's name, a file that breaks it, and what else that file needs. Imports by
 * package name and type-only imports are among them on purpose, since tools have let those pass in silence.
 */
export const PLANTS = [
  plant('contract-imports-nothing-of-ours', 'packages/contract/src', "import '@waycast/geo';"),
  plant('geo-imports-nothing-of-ours', 'packages/geo/src', "import type { Fix } from '@waycast/contract';"),
  plant('client-stands-on-contract-and-geo', 'packages/client/src', "import '@waycast/react';"),
  plant('react-stands-on-client', 'packages/react/src', "import type { Waycast } from '@waycast/server';"),
  plant('widget-stands-on-contract', 'packages/widget/src', "import '@waycast/client';"),
  plant('dashboard-is-a-customer', 'apps/dashboard/src', "import '@waycast/server';"),
  plant('server-stands-on-contract-and-geo', 'packages/server/src', "import type {} from '@waycast/client';"),
  plant('cli-imports', 'packages/cli/src', "import '@waycast/react';"),
  plant('bench-imports', 'bench', "import '@waycast/react';"),
  plant(
    'ports-import-no-layer',
    'packages/server/src/ports',
    "import type {} from '../kernel/planted-one.ts';",
    {
      'packages/server/src/kernel/planted-one.ts': 'export {};',
    },
  ),
  plant('kernel-imports-ports', 'packages/server/src/kernel', "import '../gateway/planted-one.ts';", {
    'packages/server/src/gateway/planted-one.ts': 'export {};',
  }),
  plant(
    'modules-import-kernel',
    'packages/server/src/modules/fleet',
    "import '../../gateway/planted-two.ts';",
    {
      'packages/server/src/gateway/planted-two.ts': 'export {};',
    },
  ),
  plant('gateway-imports-kernel', 'packages/server/src/gateway', "import '../modules/taxi/planted-one.ts';", {
    'packages/server/src/modules/taxi/planted-one.ts': 'export {};',
  }),
  plant(
    'adapters-import-ports',
    'packages/server/src/adapters/memory',
    "import '../../kernel/planted-two.ts';",
    {
      'packages/server/src/kernel/planted-two.ts': 'export {};',
    },
  ),
  plant('config-imports-no-layer', 'packages/server/src/config', "import '../kernel/planted-three.ts';", {
    'packages/server/src/kernel/planted-three.ts': 'export {};',
  }),
  plant(
    'adapters-never-import-each-other',
    'packages/server/src/adapters/memory',
    "import '../redis/planted.ts';",
    {
      'packages/server/src/adapters/redis/planted.ts': 'export {};',
    },
  ),
  plant(
    'modules-never-import-each-other',
    'packages/server/src/modules/fleet',
    "import '../taxi/planted-two.ts';",
    {
      'packages/server/src/modules/taxi/planted-two.ts': 'export {};',
    },
  ),
  plant('only-app-names-an-adapter', 'packages/server/src', "import './adapters/memory/planted.ts';", {
    'packages/server/src/adapters/memory/planted.ts': 'export {};',
  }),
  plant('packages-by-name', 'packages/cli/src', "import '../../client/src/index.ts';"),
  plant('browser-safe', 'packages/contract/src', "import type { Stats } from 'node:fs';"),
  plant('suites-only-from-tests', 'packages/server/src', "import './conformance/planted.ts';", {
    'packages/server/src/conformance/planted.ts': 'export {};',
  }),
  plant('no-test-code-in-sources', 'packages/geo/src', "import '../test/planted.ts';", {
    'packages/geo/test/planted.ts': 'export {};',
  }),
  plant('no-undeclared-package', 'packages/geo/src', "import 'fastify';"),
  plant('no-unresolvable', 'packages/geo/src', "import './is-not-there.ts';"),
  plant('no-cycles', 'packages/geo/src', "import './planted-partner.ts';", {
    'packages/geo/src/planted-partner.ts': "import './planted-no-cycles.ts';",
  }),
];

function plant(rule, folder, text, besides = {}) {
  const file = `${folder}/planted-${rule}.ts`;
  return { rule, file, files: { ...besides, [file]: text } };
}

import type { Contender, Measurement, RunOptions } from '../scenario.ts';
import type { ContenderKind, ContenderSetting, RunningContender } from './contender-kind.ts';

/** A kind of server in a scenario: started, measured and stopped. */
export function contend(
  kind: ContenderKind,
  setting: ContenderSetting,
  measure: (server: RunningContender, options: RunOptions) => Promise<Measurement>,
  name = kind.name,
): Contender {
  return {
    name,
    ...(kind.missing && { missing: kind.missing }),
    ...(kind.fullOnly && { fullOnly: true }),
    async measure(options) {
      const server = await kind.start(setting);
      try {
        return await measure(server, options);
      } finally {
        await server.stop();
      }
    },
  };
}

import { type CrowdClient, FIX_TEMPLATES } from '../load/crowd-client.ts';
import type { ContenderKind, RunningContender } from './contender-kind.ts';

/** Fixes in a report: a gateway that hears many vehicles sends what came since its last one. */
export const BATCH_FIXES = 50;

const FIXES = Array(BATCH_FIXES).fill(FIX_TEMPLATES.http).join('{next},');

/** Socket.IO peers have an event for it. */
export function inEvents(kind: ContenderKind): ContenderKind {
  return reporting(kind, () => ({ template: `42{id}["location:batch",[${FIXES}]]` }));
}

/** Waycast takes them by HTTP. */
export function inPosts(kind: ContenderKind): ContenderKind {
  return reporting(kind, (server) => ({
    template: `{"updates":[${FIXES}]}`,
    publisher: (group) => batchPoster(server.publisher(group)),
  }));
}

function reporting(
  kind: ContenderKind,
  of: (server: RunningContender) => Partial<RunningContender>,
): ContenderKind {
  return {
    ...kind,
    async start(setting) {
      const server = await kind.start(setting);
      return { ...server, ...of(server) };
    },
  };
}

/** The same publisher, with the token of its CONNECT packet. */
function batchPoster({ group, texts: [connect = ''] }: CrowdClient): CrowdClient {
  const { token } = JSON.parse(connect.slice('40'.length)) as { token: string };
  const texts = [`Authorization: Bearer ${token}`];
  return { protocol: 'http', group, path: '/api/tracking/batch', texts, acks: 0 };
}

/** Fixes in each message that publishers send. */
export function fixesIn(template: string): number {
  return template.split('{next}').length;
}

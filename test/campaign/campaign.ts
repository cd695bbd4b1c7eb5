import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet } from './fleet.ts';
import type { CrowdVerdict } from './messages.ts';
import { CampaignServer, Crowd } from './processes.ts';
import { signCampaignToken } from './token.ts';

/** How large a campaign is. */
export interface CampaignSize {
  readonly clients: number;
  /** Vehicles that each client follows. */
  readonly follows: number;
  readonly vehicles: number;
  /** Between two announcements of a server to everyone. */
  readonly announceEveryMs: number;
  /** Undisturbed running between two faults. */
  readonly calmMs: number;
}

/** What the servers run on, and the faults that can be done to it. */
export interface Ground {
  /** Environment of every server beside its port and secret. */
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** Puts a balancer before the servers that serve; resolves to where clients and vehicles connect. */
  balance(): Promise<string>;
  readonly faults: readonly Fault[];
  stop(): Promise<void>;
}

/** Something that is done to a running system; resolves, with what there is to say of it, when its parts are up again. */
export interface Fault {
  readonly name: string;
  run(
    servers: CampaignServer[],
    startServer: (at: number) => Promise<CampaignServer>,
  ): Promise<string | undefined>;
}

export interface CampaignOutcome {
  readonly verdict: CrowdVerdict;
  readonly acknowledged: number;
  readonly fixes: number;
  readonly fixesSentAgain: number;
  readonly faults: readonly { readonly name: string; readonly seconds: number }[];
}

/** Runs servers, vehicles and clients on the ground, does every fault in turn, and judges what the clients saw. */
export async function runCampaign(
  ground: Ground,
  size: CampaignSize,
  say: (line: string) => void,
): Promise<CampaignOutcome> {
  const secret = randomBytes(32).toString('hex');
  const publishers: CampaignServer[] = [];
  const startServer = async (at: number): Promise<CampaignServer> => {
    const env = { ...process.env, ...ground.env, JWT_SECRET: secret, PORT: String(ground.ports[at]) };
    const server = new CampaignServer(`server-${publishers.length + 1}`, size.announceEveryMs, env);
    publishers.push(server);
    await server.serving();
    return server;
  };
  const servers = await Promise.all(ground.ports.map((_, at) => startServer(at)));
  const token = signCampaignToken(secret, 'dispatcher');
  const url = await ground.balance();
  const fleet = new Fleet(url, token, size.vehicles);
  const { clients, follows } = size;
  const crowd = new Crowd({ url, token, clients, follows, vehicles: fleet.vehicles });
  try {
    await crowd.joined();
    say(
      `${clients} clients follow ${follows} of ${size.vehicles} vehicles each, on ${servers.length} servers`,
    );
    fleet.start();
    for (const server of servers) server.announce();
    const faults = await doFaults(ground, servers, startServer, size.calmMs, say);
    const outcome = { ...(await settle(fleet, publishers, crowd)), faults };
    for (const { name, lines } of publishers) sayChanges(name, lines, say);
    return outcome;
  } catch (error) {
    for (const { name, lines } of publishers) say(`${name}:\n${lines.join('\n')}`);
    throw error;
  } finally {
    await crowd.end();
    await Promise.all(publishers.filter(({ alive }) => alive).map((server) => server.end('SIGKILL')));
  }
}

async function doFaults(
  ground: Ground,
  servers: CampaignServer[],
  startServer: (at: number) => Promise<CampaignServer>,
  calmMs: number,
  say: (line: string) => void,
): Promise<CampaignOutcome['faults']> {
  const done: { name: string; seconds: number }[] = [];
  await sleep(calmMs);
  for (const fault of ground.faults) {
    const startedAt = Date.now();
    const detail = await fault.run(servers, startServer);
    const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
    say(`${fault.name}: ${seconds} s${detail === undefined ? '' : `, ${detail}`}`);
    done.push({ name: fault.name, seconds });
    await sleep(calmMs);
  }
  return done;
}

/** What a server said of Redis and its database, the changes of state that operators look for. */
function sayChanges(name: string, lines: readonly string[], say: (line: string) => void): void {
  for (const line of lines) {
    const { time, msg } = JSON.parse(line.startsWith('{') ? line : '{}');
    if (/Redis|Database|drain|stopped/.test(msg ?? '')) say(`${name} ${time} ${msg}`);
  }
}

/** Lets everything arrive, then judges. */
async function settle(
  fleet: Fleet,
  publishers: readonly CampaignServer[],
  crowd: Crowd,
): Promise<Omit<CampaignOutcome, 'faults'>> {
  const fixes = await fleet.stop();
  await Promise.all(publishers.filter(({ alive }) => alive).map((server) => server.quiet()));
  const acknowledged = Object.fromEntries(publishers.map((server) => [server.name, server.acknowledged]));
  const last = Object.fromEntries(
    publishers.map(({ name, acknowledged: numbers }) => [name, numbers.at(-1) ?? 0]),
  );
  const overdue = AbortSignal.timeout(60_000);
  await Promise.race([
    crowd.complete({ last, fixes }),
    new Promise((resolve) => overdue.addEventListener('abort', resolve)),
  ]);
  return {
    verdict: await crowd.verdict({ acknowledged, fixes }),
    acknowledged: publishers.reduce((sum, server) => sum + server.acknowledged.length, 0),
    fixes: fleet.accepted,
    fixesSentAgain: fleet.retried,
  };
}

import { rm } from 'node:fs/promises';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { json } from 'node:stream/consumers';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { InFlight } from '../http/in-flight.ts';
import { engineIdOf, workerOf } from './engine-id.ts';
import { packUpgrade, unpackUpgrade } from './handed-upgrade.ts';
import { passRequest } from './pass-request.ts';
import type { WorkerSeat } from './seat.ts';

/** Where a worker gives its own metrics to the others. */
const METRICS_PATH = '/metrics';
/** A worker that does not tell its metrics by then is left out of the sum. */
const METRICS_TIMEOUT_MS = 1_000;

/** What a worker does for those of its clients whose requests come to another. */
export interface OwnClients {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
}

/** The other workers of this server on this host, as one of them sees them. */
export interface Siblings {
  /** A session id for a new client of Engine.IO, by which all workers find its owner. */
  newEngineId(): string;
  /** Gives the request to the worker that has its session; calls `here` when that is this one, or gone. */
  passRequest(request: IncomingMessage, response: ServerResponse, here: () => void): void;
  /** The same with an upgrade: its connection becomes the owner's, so that no frame takes a detour. */
  passUpgrade(request: IncomingMessage, connection: Duplex, head: Buffer, here: () => void): void;
  /** The metrics of all workers that answer, this one's included. */
  metrics(): Promise<object[][]>;
  /** From now on the others reach this worker. */
  listen(clients: OwnClients, metrics: () => Promise<object[]>): Promise<void>;
  /** Lets go, once the requests that were passed on are answered; these are cut off after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

export function createSiblings(seat: WorkerSeat, clock: Clock, log: Log): Siblings {
  const pathOf = (worker: number): string => join(seat.directory, `${worker}.sock`);
  // Connections stay: a worker that answered and closed at once would now and then be found closed by the last, empty
  // write of a request, and its answer be lost.
  const server = createServer({ keepAliveTimeout: 0 });
  const agent = new Agent({ keepAlive: true });
  const passed = new InFlight();
  const ownerOf = (request: IncomingMessage): number | undefined => {
    const worker = workerOf(request);
    return worker === seat.number || (worker ?? Infinity) > seat.count ? undefined : worker;
  };

  return {
    newEngineId: () => engineIdOf(seat.number),
    passRequest(request, response, here) {
      const owner = ownerOf(request);
      if (owner === undefined) return here();
      passed.enter(response);
      passRequest(request, response, { socketPath: pathOf(owner), agent }, here);
    },
    passUpgrade(request, connection, head, here) {
      const owner = ownerOf(request);
      if (owner === undefined || !(connection instanceof Socket)) here();
      else seat.handOver(owner, packUpgrade(request, head), connection);
    },
    async metrics() {
      const workers = Array.from({ length: seat.count }, (_, index) => index + 1);
      const answers = await Promise.all(workers.map((worker) => metricsAt(pathOf(worker))));
      return answers.filter((answer) => answer !== undefined);
    },
    async listen(clients, metrics) {
      server.on('request', (request, response) => {
        if (request.url === METRICS_PATH) void tellMetrics(metrics, response, log);
        else clients.request(request, response);
      });
      seat.onHandOver((handedOver, connection) => take(clients, handedOver, connection, log));
      // A predecessor that was killed leaves its socket.
      await rm(pathOf(seat.number), { force: true });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        // Node's cluster would otherwise share it among all workers.
        server.listen({ path: pathOf(seat.number), exclusive: true }, resolve);
      });
    },
    async close(timeoutMs) {
      await passed.drained(clock, timeoutMs);
      agent.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function take(clients: OwnClients, handedOver: unknown, connection: Socket, log: Log): void {
  try {
    const { request, head } = unpackUpgrade(handedOver, connection);
    clients.upgrade(request, connection, head);
  } catch (error) {
    log.error({ err: error }, 'a connection from another worker could not be taken');
    connection.destroy();
  }
}

async function tellMetrics(
  metrics: () => Promise<object[]>,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  try {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(await metrics()));
  } catch (error) {
    log.error({ err: error }, 'the metrics could not be told to another worker');
    response.destroy();
  }
}

/** Undefined when the worker is gone or does not answer. */
function metricsAt(socketPath: string): Promise<object[] | undefined> {
  return new Promise((resolve) => {
    const none = (): void => resolve(undefined);
    const signal = AbortSignal.timeout(METRICS_TIMEOUT_MS);
    get({ socketPath, path: METRICS_PATH, agent: false, signal }, (answer) => {
      json(answer).then((metrics) => resolve(Array.isArray(metrics) ? metrics : undefined), none);
    }).on('error', none);
  });
}

import type { Socket } from 'node:net';

/**
 * The place of this process among several that serve one port on this host, as `waycast start` gives it with WORKERS.
 * Whoever starts the processes makes the folder and carries connections from one to another.
 */
export interface WorkerSeat {
  /** Counted from 1; a process that takes a dead one's place has its number. */
  readonly number: number;
  /** How many there are. */
  readonly count: number;
  /** Folder of the sockets by which the workers reach each other; nobody else may enter it. */
  readonly directory: string;
  /** Gives a connection to another worker, with what is needed to go on with it. */
  handOver(to: number, handedOver: object, connection: Socket): void;
  /** Calls `take` with the connections that others give to this one. */
  onHandOver(take: (handedOver: unknown, connection: Socket) => void): void;
}

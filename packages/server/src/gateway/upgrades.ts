import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import { refuseUpgrade } from './refusal.ts';

/** How long another listener of the embedding application has for an upgrade that is not ours. */
const UNCLAIMED_MS = 5_000;

/** Takes an upgrade request; it owns the socket from then on. */
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Gives each upgrade request of a server to the transport that claimed its path. */
export interface Upgrades {
  /** From now on upgrades to paths that match are taken. Returns the end of the claim. */
  claim(matches: (pathname: string) => boolean, take: TakeUpgrade): () => void;
  /** Stops listening. */
  close(): void;
}

/**
 * One `upgrade` listener for all transports. What nobody claims is refused with 404: at once when the listener is
 * alone, and otherwise when the application's own listeners have not answered in {@link UNCLAIMED_MS}.
 */
export function createUpgrades(httpServer: Server, clock: Clock): Upgrades {
  const claims = new Set<{ matches: (pathname: string) => boolean; take: TakeUpgrade }>();
  const waiting = new Set<() => void>();

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const pathname = pathnameOf(request);
    for (const { matches, take } of claims) {
      if (matches(pathname)) return take(request, socket, head);
    }
    if (httpServer.listenerCount('upgrade') === 1) return refuseUnclaimed(socket, pathname);
    leaveToOthers(socket, pathname);
  }

  function leaveToOthers(socket: Duplex, pathname: string): void {
    const before = bytesWritten(socket);
    const cancel = clock.after(UNCLAIMED_MS, () => {
      waiting.delete(cancel);
      if (!socket.destroyed && bytesWritten(socket) === before) refuseUnclaimed(socket, pathname);
    });
    waiting.add(cancel);
    socket.once('close', () => {
      waiting.delete(cancel);
      cancel();
    });
  }

  httpServer.on('upgrade', onUpgrade);
  return {
    claim(matches, take) {
      const claim = { matches, take };
      claims.add(claim);
      return () => claims.delete(claim);
    },
    close() {
      httpServer.off('upgrade', onUpgrade);
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

/** The path of a request as the client wrote it, without its query. */
export function pathnameOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function refuseUnclaimed(socket: Duplex, pathname: string): void {
  refuseUpgrade(
    socket,
    new WaycastError('not_found', `no socket is served at ${pathname.slice(0, 200)}`),
    randomUUID(),
  );
}

function bytesWritten(socket: Duplex): number {
  return socket instanceof Socket ? socket.bytesWritten : 0;
}

import type { Server } from 'socket.io';

interface Fix {
  readonly vehicleId: string;
}
type Ack = (reply: object) => void;

/** The rooms that followers join: a vehicle's, or that of all vehicles, which gets fixes while `hasFleet` says so. */
export function serveRooms(io: Server, hasFleet: () => boolean): void {
  function publish(fix: Fix): void {
    io.to(`vehicle:${fix.vehicleId}`).emit('location:update', fix);
    if (hasFleet()) io.to('fleet').emit('location:update', fix);
  }

  io.on('connection', (socket) => {
    socket.on('track:vehicle', async (vehicleId: string, ack: Ack) => {
      await socket.join(`vehicle:${vehicleId}`);
      ack({ ok: true });
    });
    socket.on('track:fleet', async (_view: unknown, ack: Ack) => {
      await socket.join('fleet');
      ack({ ok: true });
    });
    socket.on('location:update', (fix: Fix, ack: Ack) => {
      publish(fix);
      ack({ ok: true });
    });
    socket.on('location:batch', (fixes: readonly Fix[], ack: Ack) => {
      for (const fix of fixes) publish(fix);
      ack({ ok: true });
    });
  });
}

import type { Server } from 'socket.io';

type Ack = (reply: object) => void;

/** The rooms that followers join: a vehicle's, or that of all vehicles, which gets fixes while `hasFleet` says so. */
export function serveRooms(io: Server, hasFleet: () => boolean): void {
  io.on('connection', (socket) => {
    socket.on('track:vehicle', async (vehicleId: string, ack: Ack) => {
      await socket.join(`vehicle:${vehicleId}`);
      ack({ ok: true });
    });
    socket.on('track:fleet', async (_view: unknown, ack: Ack) => {
      await socket.join('fleet');
      ack({ ok: true });
    });
    socket.on('location:update', (fix: { vehicleId: string }, ack: Ack) => {
      io.to(`vehicle:${fix.vehicleId}`).emit('location:update', fix);
      if (hasFleet()) io.to('fleet').emit('location:update', fix);
      ack({ ok: true });
    });
  });
}

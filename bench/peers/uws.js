// uWebSockets.js with its own topics, in a third-party build, since the official one is not on npm. Its build for
// Node 24 wants a newer libc than Debian 12 has: it runs under Node 20, hence plain JavaScript.
import { createRequire } from 'node:module';

const FLEET = '*';
const uws = createRequire(new URL('../.cache/', import.meta.url))('uwebsockets');
const app = uws.App();

function topicOf({ type, vehicleId }) {
  if (type === 'track:fleet') return FLEET;
  return type === 'track:vehicle' ? vehicleId : undefined;
}

function broadcast(command) {
  const text = JSON.stringify(command);
  app.publish(command.vehicleId, text, false);
  app.publish(FLEET, text, false);
}

app.ws('/*', {
  compression: 0,
  maxBackpressure: 64 * 1024 * 1024,
  idleTimeout: 0,
  message(client, message) {
    const command = JSON.parse(Buffer.from(message).toString());
    const topic = topicOf(command);
    if (topic === undefined) broadcast(command);
    else client.subscribe(topic);
    client.send(`{"type":"ack","id":${command.id},"ok":true}`, false);
  },
});
app.listen('127.0.0.1', 0, (token) => {
  process.stdout.write(`listening ${uws.us_socket_local_port(token)}\n`);
});
process.on('SIGTERM', () => process.exit(0));

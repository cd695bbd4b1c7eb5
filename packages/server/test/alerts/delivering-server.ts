/* A server that delivers alerts from the database at the address given, to be killed over it. Its claims are short. */
import { openStore } from '../adapters/postgres/stores.ts';
import { createOutbox } from './outbox.ts';
import { openRig } from './rig.ts';

const store = await openStore({ url: process.argv[2] ?? '' });
openRig({ store, events: createOutbox(), settings: { leaseMs: 1500 }, outbound: { timeoutMs: 60_000 } });
process.stdout.write('delivering\n');
// Timers of the server do not keep a process alive.
setInterval(() => undefined, 1000);

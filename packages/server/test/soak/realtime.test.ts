import { it } from 'vitest';
import { runRealtimeProgram } from './realtime-program.ts';

// `npm run soak` runs the same at full size.
const seed = Number(process.env['SOAK_SEED'] ?? 20_260_504);

it('[P21] [P22] [P23] [P24] [P25] [P26] [P51] [P52] hold of any sequence of joins, publications and slow sockets', async () => {
  await runRealtimeProgram({ seed, runs: 150, commands: 60 });
}, 120_000);

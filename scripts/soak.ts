// `npm run soak`: the seeded programs of the tests at full size. The seed of a failure repeats it:
// `npm run soak -- --seed N --rounds 1`, or as a test with SOAK_SEED=N.
import { parseArgs } from 'node:util';
import { runRealtimeProgram } from '../packages/server/test/soak/realtime-program.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    rounds: { type: 'string', default: '20' },
    runs: { type: 'string', default: '2000' },
    commands: { type: 'string', default: '200' },
  },
});

const first = Number(values.seed);
const [rounds, runs, commands] = [Number(values.rounds), Number(values.runs), Number(values.commands)];
for (let round = 0; round < rounds; round++) {
  const seed = first + round;
  const startedAt = Date.now();
  await runRealtimeProgram({ seed, runs, commands });
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(
    `round ${round + 1} of ${rounds}: seed ${seed}, ${runs} runs of up to ${commands} actions hold (${seconds} s)`,
  );
}

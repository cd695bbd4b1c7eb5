import { describe, expect, test } from 'vitest';
import { readCommandLine, UsageError, usage } from '../runner/command-line.ts';
import { writeReport } from '../runner/markdown.ts';
import { measureScenario } from '../runner/rounds.ts';
import type { Contender, Measurement, RunOptions, Scenario } from '../scenario.ts';

const OPTIONS: RunOptions = { quick: false, rounds: 3, seconds: 5, scale: 1 };

/** Gives these measurements, one a round; an error is thrown. */
function contender(name: string, rounds: readonly (Measurement | Error)[], log: string[] = []): Contender {
  let round = 0;
  return {
    name,
    async measure() {
      const given = rounds[round++ % rounds.length];
      log.push(name);
      if (given instanceof Error) throw given;
      return given ?? {};
    },
  };
}

function scenario(contenders: readonly Contender[], more: Partial<Scenario> = {}): Scenario {
  return {
    name: 'fan-out',
    title: 'One vehicle, many followers',
    unit: 'updates delivered',
    baseline: 'bare',
    contenders,
    ...more,
  };
}

async function report(of: Scenario): Promise<string> {
  const result = await measureScenario(of, OPTIONS, () => undefined);
  return writeReport('# Header', [{ scenario: of, result }]);
}

describe('a run', () => {
  test('measures each contender once a round, in turn', async () => {
    const log: string[] = [];
    const of = scenario([contender('bare', [{}], log), contender('ours', [{}], log)]);
    await measureScenario(of, OPTIONS, () => undefined);
    expect(log).toEqual(['bare', 'ours', 'bare', 'ours', 'bare', 'ours']);
  });

  test('measures fewer contenders when it is quick', async () => {
    const of = scenario([contender('bare', [{}]), { ...contender('rare', [{}]), fullOnly: true }]);
    const names = async (quick: boolean) =>
      (await measureScenario(of, { ...OPTIONS, quick }, () => undefined)).contenders.map(
        ({ contender }) => contender,
      );
    expect([await names(true), await names(false)]).toEqual([['bare'], ['bare', 'rare']]);
  });

  test('leaves out figures that were divided by nothing', async () => {
    const of = scenario([
      contender('bare', [{ rate: 5, perCpuSecond: Infinity, extra: { 'kB each': NaN } }]),
    ]);
    const { contenders } = await measureScenario(of, OPTIONS, () => undefined);
    expect(contenders[0]?.measurements[0]).toEqual({ rate: 5, extra: {} });
  });

  test('goes on when a contender fails, and says so', async () => {
    const of = scenario([
      contender('bare', [{ rate: 100 }]),
      contender('ours', [{ rate: 300 }, new Error('it fell over'), { rate: 500 }]),
    ]);
    const text = await report(of);
    expect(text).toContain('| ours | 400 (300–500) | 4 (3–5) |');
    expect(text).toContain('Failed: ours: it fell over');
  });

  test('leaves out a contender whose program is missing, and says what brings it', async () => {
    const lines: string[] = [];
    const absent = { ...contender('absent', [{}]), missing: () => 'apt-get install -y absent' };
    const of = scenario([contender('bare', [{ rate: 1 }]), absent]);
    const result = await measureScenario(of, OPTIONS, (line) => lines.push(line));
    expect(lines[0]).toBe('fan-out: absent is left out, it needs: apt-get install -y absent');
    expect(result.contenders.map(({ contender }) => contender)).toEqual(['bare']);
    expect(writeReport('', [{ scenario: of, result }])).toContain(
      'Left out: absent, which needs `apt-get install -y absent`.',
    );
  });
});

describe('the report', () => {
  test('has medians with their spread, and ratios taken round by round', async () => {
    const of = scenario([
      contender('bare', [
        { rate: 1000, perCpuSecond: 100_000, p50Ms: 0.4 },
        { rate: 500, perCpuSecond: 50_000, p50Ms: 0.5 },
        { rate: 2000, perCpuSecond: 200_000, p50Ms: 0.6 },
      ]),
      contender('ours', [
        { rate: 2000, perCpuSecond: 2_000_000, extra: { 'kB each': 8.25 } },
        { rate: 1500, perCpuSecond: 1_500_000, extra: { 'kB each': 8.25 } },
        { rate: 2000, perCpuSecond: 2_000_000, extra: { 'kB each': 8.75 } },
      ]),
    ]);
    expect((await report(of)).split('\n').filter((line) => line.startsWith('|'))).toEqual([
      '|  | updates delivered/s | × bare | per server-CPU-second | × bare | p50 ms | kB each |',
      '|---|---|---|---|---|---|---|',
      '| bare | 1000 (500–2000) | 1 (1–1) | 100 k (50 k–200 k) | 1 (1–1) | 0.5 (0.4–0.6) |  |',
      '| ours | 2000 (1500–2000) | 2 (1–3) | 2 M (1.5 M–2 M) | 20 (10–30) |  | 8.25 (8.25–8.75) |',
    ]);
  });

  test('says which goals are reached', async () => {
    const contenders = [
      contender('bare', [{ perCpuSecond: 100, p99Ms: 2 }]),
      contender('ours', [{ perCpuSecond: 1700, p99Ms: 3, extra: { 'kB each': 8 } }]),
    ];
    const goals = [
      { of: 'ours', figure: 'perCpuSecond', atLeast: 15 },
      { of: 'ours', figure: 'p99Ms', atMost: 1 },
      { of: 'ours', figure: 'kB each', versus: 'plain', atMost: 9 },
      { of: 'theirs', figure: 'rate', atLeast: 1 },
    ];
    const rows = (await report(scenario(contenders, { goals })))
      .split('\n')
      .filter((l) => l.startsWith('| ['));
    const link = '[One vehicle, many followers](#one-vehicle-many-followers)';
    expect(rows).toEqual([
      `| ${link} | ours: updates delivered per server-CPU-second, × bare | ≥ 15 | 17 | yes |`,
      `| ${link} | ours: p99 ms, × bare | ≤ 1 | 1.5 | **no** |`,
      `| ${link} | ours: kB each | ≤ 9 | 8 | yes |`,
      `| ${link} | theirs: updates delivered/s, × bare | ≥ 1 |  | not measured |`,
    ]);
  });

  test('marks what was bound by the generator', async () => {
    const of = scenario([
      contender('bare', [{ serverBusy: 1, generatorBusy: 0.97 }]),
      contender('ours', [{ serverBusy: 0.6, generatorBusy: 0.98 }]),
    ]);
    const text = await report(of);
    expect(text).toContain('| bare | 100 % | 97 % |');
    expect(text).toContain('| ours † | 60 % | 98 % |');
    expect(text).toContain('† The generator was the slower part');
  });
});

describe('the command line', () => {
  const SOME = ['fan-out-paced', 'fan-out-saturated', 'ingest'].map((name) => scenario([], { name }));
  const planned = (...args: string[]) => {
    const plan = readCommandLine(args, SOME);
    if (plan.kind !== 'run') throw new Error(`a plan to ${plan.kind}`);
    return { ...plan.options, names: plan.scenarios.map(({ name }) => name), whole: plan.whole };
  };

  test('alone: everything in three rounds; quick: one', () => {
    expect(planned()).toMatchObject({ whole: true, rounds: 3, quick: false });
    expect(planned('quick')).toMatchObject({ whole: true, rounds: 1, quick: true });
  });

  test('a quick run leaves out what is for a full one, unless it is named', () => {
    const some = [scenario([], { name: 'short' }), scenario([], { name: 'long', fullOnly: true })];
    const names = (...args: string[]) => {
      const plan = readCommandLine(args, some);
      return plan.kind === 'run' && plan.scenarios.map(({ name }) => name);
    };
    expect(names('quick')).toEqual(['short']);
    expect(names('quick', 'long')).toEqual(['long']);
    expect(names()).toEqual(['short', 'long']);
  });

  test('takes names, beginnings of names, rounds and seconds', () => {
    expect(planned('ingest', '--rounds', '5', '--seconds', '0.5')).toMatchObject({
      whole: false,
      names: ['ingest'],
      rounds: 5,
      seconds: 0.5,
    });
    expect(planned('quick', 'fan-out').names).toEqual(['fan-out-paced', 'fan-out-saturated']);
  });

  test('refuses what it does not know, and says what there is', () => {
    expect(() => planned('fanout')).toThrow(
      'There is no scenario fanout. There are: fan-out-paced, fan-out-saturated, ingest, and the word quick.',
    );
    expect(() => planned('--rounds', 'many')).toThrow('--rounds takes a number above 0, not many');
    expect(() => planned('--speed')).toThrow(UsageError);
  });

  test('has help', () => {
    expect(readCommandLine(['--help'], SOME)).toEqual({ kind: 'help' });
    expect(usage(SOME)).toContain('   fan-out-paced      One vehicle, many followers');
  });
});

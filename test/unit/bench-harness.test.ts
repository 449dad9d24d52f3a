/** The benchmark measures what it says, and refuses what it must not measure. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parseCommand, UsageError } from '../../bench/command-line.ts';
import { measure, WrongAnswerError, type Entrant } from '../../bench/harness.ts';
import { assertComplete, describeMachine } from '../../bench/machine.ts';
import { median, spread } from '../../bench/statistics.ts';

const briefly = { rounds: 2, roundMs: 1, warmupMs: 0 };

function entrant(name: string, overrides: Partial<Entrant> = {}): Entrant {
  return { name, amount: 10, check: () => undefined, call: () => undefined, ...overrides };
}

describe('statistics', () => {
  it('takes the middle value, or the middle of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('is not moved by one wild value', () => {
    expect(median([10, 11, 12, 13, 1000])).toBe(12);
    expect(spread([10, 11, 12, 13, 1000])).toBeCloseTo(2 / 12, 12);
  });

  it('gives the width of the middle half as a part of the median', () => {
    expect(spread([100, 100, 100])).toBe(0);
    expect(spread([80, 90, 100, 110, 120])).toBeCloseTo(0.2, 12);
  });

  it('refuses to speak of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => spread([])).toThrow(RangeError);
    expect(() => spread([0, 0])).toThrow(RangeError);
  });
});

describe('measuring', () => {
  it('times nobody when one answer is wrong', async () => {
    const calls: string[] = [];
    const honest = entrant('honest', { call: () => calls.push('honest') });
    const liar = entrant('liar', { check: async () => 'expected 1, got 2', call: () => calls.push('liar') });
    const measured = measure([honest, liar], briefly);
    await expect(measured).rejects.toThrow(WrongAnswerError);
    await expect(measured).rejects.toThrow('liar is not timed, its answer is wrong: expected 1, got 2');
    expect(calls).toEqual([]);
  });

  it('gives a rate for each, in the order given, also where names repeat', async () => {
    const busy = (ms: number) => (): void => {
      const until = performance.now() + ms;
      while (performance.now() < until);
    };
    const figures = await measure([entrant('same', { call: busy(2) }), entrant('same', { call: busy(1) })], briefly);
    expect(figures).toHaveLength(2);
    for (const { rate, ratePerCpuSecond, spread: width } of figures) {
      // a call of 1 ms or more that counts for 10 cannot exceed 10,000 a second
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThanOrEqual(10_000);
      expect(ratePerCpuSecond).toBeGreaterThan(0);
      expect(width).toBeGreaterThanOrEqual(0);
    }
  });

  it('waits for what a call promises, and lets nothing else run meanwhile', async () => {
    let running = 0;
    let most = 0;
    const wait = async (): Promise<void> => {
      most = Math.max(most, ++running);
      const from = performance.now();
      // a timer may be early by the part of a millisecond
      while (performance.now() - from < 2) await setTimeout(1);
      running--;
    };
    const figures = await measure([entrant('a', { call: wait }), entrant('b', { call: wait })], briefly);
    // a call of 2 ms that counts for 10
    for (const { rate } of figures) expect(rate).toBeLessThanOrEqual(5_000);
    expect({ most, running }).toEqual({ most: 1, running: 0 });
  });

  it.each([
    ['thrown', () => {}],
    ['promised', async () => {}],
  ])('lets an error of the work through that is %s', async (_how, call) => {
    let calls = 0;
    const broken = entrant('broken', {
      call: () => {
        if (++calls < 3) return call();
        throw new Error('out of order');
      },
    });
    await expect(measure([broken], briefly)).rejects.toThrow('out of order');
  });
});

describe('the machine', () => {
  it('is described whole, or the fact that is not told is named', () => {
    const facts = ['cpu', 'cores', 'mhz', 'os', 'arch', 'memoryBytes', 'node', 'v8'];
    let described: string[];
    try {
      described = Object.keys(describeMachine());
    } catch (error) {
      // some hosts hide the processor's name or clock
      described = facts;
      expect(String(error)).toMatch(/does not tell the machine's (?:cpu|mhz)/);
    }
    expect(described).toEqual(facts);
  });

  it.each([{ cpu: '' }, { cpu: 'unknown' }, { mhz: 0 }, { mhz: NaN }])('without %o gives no figures', (missing) => {
    const machine = { cpu: 'x', cores: 1, mhz: 1, os: 'x', arch: 'x', memoryBytes: 1, node: 'x', v8: 'x' };
    expect(() => assertComplete(machine)).not.toThrow();
    expect(() => assertComplete({ ...machine, ...missing })).toThrow(Object.keys(missing)[0]!);
  });
});

describe('the command line', () => {
  const parse = (...args: string[]) => parseCommand(args, ['header-search', 'batch-headers']);

  it('reads what it offers', () => {
    expect(parse()).toEqual({ help: false, quick: false, only: [], json: undefined, node: undefined });
    expect(parse('--only', 'batch-headers', '--json', 'x.json', '--quick')).toMatchObject({
      only: ['batch-headers'],
      json: 'x.json',
      quick: true,
    });
  });

  it.each([['--fast'], ['--only', 'knitting'], ['--json'], ['file.json']])('refuses %s %s', (...args) => {
    expect(() => parse(...args)).toThrow(UsageError);
  });
});

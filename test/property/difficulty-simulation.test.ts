/** Whatever is simulated is a chain that its own rules accept, and takes the time that its hash rate takes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createDifficulty,
  difficultyAlgorithms,
  medianTimePast,
  networks,
  nextBits,
  workOfBits,
  type DifficultyName,
} from '../../src/consensus/index.ts';
import { seededRandom, simulateDifficulty, type HashRateScenario } from '../../src/simulation/index.ts';
import { ArrayChain, steadyBlocks } from '../unit/consensus/array-chain.ts';

const BITS = 0x1b0404cb;
const RATE = Number(workOfBits(BITS)) / 600;
const HISTORY = 160;
const START = 1_600_000_000;

const rate = fc.double({ min: 0.2, max: 5, noNaN: true }).map((factor) => factor * RATE);
const factor = fc.double({ min: 0.1, max: 20, noNaN: true });
const block = fc.integer({ min: 1, max: 40 }).map((count) => ({ block: count }));
const seconds = fc.integer({ min: 1, max: 20_000 }).map((time) => ({ seconds: time }));

const scenario: fc.Arbitrary<HashRateScenario> = fc.oneof(
  fc.record({ kind: fc.constant('constant' as const), hashRate: rate }),
  fc.record({ kind: fc.constant('step' as const), hashRate: rate, factor, at: fc.oneof(block, seconds) }),
  fc.record({ kind: fc.constant('on-off' as const), hashRate: rate, factor, every: fc.oneof(block, seconds) }),
  fc.record({ kind: fc.constant('hop' as const), hashRate: rate, factor, below: factor }),
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), rate), { minLength: 1, maxLength: 5 })
    .map((points) => ({ kind: 'points' as const, points: points.toSorted(([a], [b]) => a - b) })),
);
const algorithm = fc.constantFrom(...(Object.keys(difficultyAlgorithms) as DifficultyName[]));

test('a simulated chain has the bits that its algorithm asks for, and times that its rules allow', () => {
  fc.assert(
    fc.property(algorithm, fc.boolean(), scenario, fc.nat(), (name, lenient, hashRate, seed) => {
      const definition =
        name === 'bitcoin-2016' ? { algorithm: name, minDifficultyBlocks: lenient } : { algorithm: name };
      const params = { ...networks.mainnet, difficulty: createDifficulty(definition) };
      const chain = new ArrayChain(steadyBlocks(HISTORY, BITS, 600, START));
      let clock = chain.tip.time;
      const run = simulateDifficulty({
        params,
        scenario: hashRate,
        blocks: 60,
        initialBits: BITS,
        random: seededRandom(seed),
        history: HISTORY,
        startTime: START,
      });
      for (const { height, time, bits, solveTime, relativeWork, hashRate: found } of run) {
        expect(height).toBe(chain.tip.height + 1);
        expect(solveTime).toBeGreaterThanOrEqual(0);
        clock += solveTime;
        const earliest = (medianTimePast(chain.tip) as number) + 1;
        // the clock is a sum of fractions: near a whole second it may have been rounded to either side
        expect([-1e-3, 1e-3].map((error) => Math.max(Math.floor(clock + error), earliest))).toContain(time);
        expect(bits).toBe(nextBits(params, chain.tip, time));
        expect(relativeWork).toBeCloseTo(Number(workOfBits(bits)) / (found * 600), 9);
        chain.push({ time, bits });
      }
      expect(chain.tip.height).toBe(HISTORY + 59);
    }),
    { numRuns: 200 },
  );
});

test('at a constant hash rate a block takes its work, times its luck', () => {
  // Homestead eases a block while it is looked for
  const settled = algorithm.filter((name) => name !== 'homestead');
  fc.assert(
    fc.property(settled, rate, fc.nat(), (name, hashRate, seed) => {
      const params = { ...networks.mainnet, difficulty: createDifficulty({ algorithm: name }) };
      const luck = seededRandom(seed);
      const options = { params, blocks: 30, initialBits: BITS, random: seededRandom(seed), history: HISTORY };
      for (const { bits, solveTime } of simulateDifficulty({ ...options, scenario: { kind: 'constant', hashRate } })) {
        const expected = (Number(workOfBits(bits)) / hashRate) * -Math.log(1 - luck());
        // times are sums of some 10^5 s
        expect(Math.abs(solveTime - expected)).toBeLessThan(1e-6);
      }
    }),
    { numRuns: 100 },
  );
});

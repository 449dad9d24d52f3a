/**
 * Laws of difficulty algorithms, against simulated miners: how far the difficulty wanders by luck alone, and how soon it
 * follows a jump of the hash rate. T = 600 s. Sources: zawy12, difficulty-algorithms #62, for the windows; the others
 * by their recurrence.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { difficultyAlgorithms, type DifficultyDefinition, type DifficultyName } from '../../src/consensus/index.ts';
import { luck, mine, mineBlocks, SPACING } from '../fixtures/simulated-mining.ts';

const mean = (list: readonly number[]): number => list.reduce((sum, item) => sum + item, 0) / list.length;
const deviation = (list: readonly number[]): number => {
  const average = mean(list);
  return Math.sqrt(mean(list.map((item) => (item - average) ** 2)));
};

interface Calm {
  /** The standard deviation of ln D, the first windows left out. */
  readonly wandering: number;
  /** The mean time from block to block, spacings. */
  readonly pace: number;
}

/** What luck alone does at a constant hash rate. */
function calm(definition: DifficultyDefinition, count: number): Calm {
  const blocks = mineBlocks(count, definition, luck(1));
  return {
    wandering: deviation(blocks.slice(1000).map(({ difficulty }) => Math.log(difficulty))),
    pace: mean(blocks.map(({ seconds }) => seconds)) / SPACING,
  };
}

interface Reaction {
  readonly blocks: number;
  readonly hours: number;
}

/** How long until the difficulty is within a tenth of where a jump of the hash rate sends it. */
function reaction(definition: DifficultyDefinition, rate: number, random?: () => number): Reaction {
  let blocks = 0;
  let seconds = 0;
  for (const block of mine(definition, random, rate)) {
    if (rate > 1 ? block.difficulty >= 0.9 * rate : block.difficulty <= 1.1 * rate) break;
    blocks++;
    seconds += block.seconds;
  }
  return { blocks, hours: seconds / 3600 };
}

/** The same under luck: the one of the seven by blocks that is in the middle. */
const medianReaction = (definition: DifficultyDefinition, rate: number): Reaction =>
  Array.from({ length: 7 }, (_, i) => reaction(definition, rate, luck(i + 1))).toSorted(
    (a, b) => a.blocks - b.blocks,
  )[3]!;

describe('the standard deviation of ln D at a constant hash rate, within 10 %, is', () => {
  test.each<[string, DifficultyDefinition, number, number]>([
    ['1 / sqrt(N) for LWMA-1 of 60', { algorithm: 'lwma-1', window: 60 }, 20_000, 1 / Math.sqrt(60)],
    ['1 / sqrt(N) for LWMA-1 of 30', { algorithm: 'lwma-1', window: 30 }, 20_000, 1 / Math.sqrt(30)],
    ['1 / sqrt(N) for the LWMA of Bitcoin Gold, of 45', { algorithm: 'lwma' }, 20_000, 1 / Math.sqrt(45)],
    ['1 / sqrt(N) for cw-144, a simple mean', { algorithm: 'cw-144' }, 20_000, 1 / Math.sqrt(144)],
    // tau = half-life / ln 2
    ['1 / sqrt(2 tau / T) for ASERT of two days', { algorithm: 'asert' }, 200_000, Math.sqrt(Math.LN2 / 576)],
    [
      '1 / sqrt(2 tau / T) for ASERT of 25,000 s',
      { algorithm: 'asert', halfLife: 25_000 },
      60_000,
      Math.sqrt((Math.LN2 * 600) / 50_000),
    ],
    // Steps of 1/2048, of variance 2, pulled back by 2 ln 2 of them for each unit of ln D.
    ['1 / sqrt(2048 * 2 ln 2) for Homestead', { algorithm: 'homestead' }, 300_000, 1 / Math.sqrt(4096 * Math.LN2)],
  ])('%s', (_name, definition, blocks, law) => {
    const measured = calm(definition, blocks).wandering;
    expect(measured / law).toBeGreaterThan(0.9);
    expect(measured / law).toBeLessThan(1.1);
  });

  test('told apart from that of a window a third shorter', () => {
    expect(calm({ algorithm: 'lwma-1', window: 40 }, 20_000).wandering * Math.sqrt(60)).toBeGreaterThan(1.1);
  });

  test('nothing where nothing moves', () => {
    expect(calm({ algorithm: 'none' }, 2000).wandering).toBeCloseTo(0, 9);
  });
});

describe('a jump of the hash rate to ten times', () => {
  // n90 = (tau / T) ln(9 (h - 1)) at h = 10: 172800 / ln 2 / 600 * ln 81.
  const LAW = 1826;

  test('takes ASERT of two days 1,826 blocks to nine tenths, within 5 %', () => {
    expect(Math.abs(reaction({ algorithm: 'asert' }, 10).blocks / LAW - 1)).toBeLessThan(0.05);
    expect(Math.abs(medianReaction({ algorithm: 'asert' }, 10).blocks / LAW - 1)).toBeLessThan(0.05);
  });

  test('takes half as many with half the half-life', () => {
    const { blocks } = reaction({ algorithm: 'asert', halfLife: 86_400 }, 10);
    expect(Math.abs((2 * blocks) / LAW - 1)).toBeLessThan(0.05);
  });
});

describe('docs/difficulty.md', () => {
  const text = readFileSync(new URL('../../docs/difficulty.md', import.meta.url), 'utf8');
  const rows = (pattern: string): string[][] =>
    [...text.matchAll(new RegExp(`^\\| \`([a-z0-9-]+)\` ${pattern}\\|$`, 'gm'))].map((match) => match.slice(1));

  test('has each algorithm with each of its settings', () => {
    const table = rows(String.raw`\|([^|]+)\|([^|]+)\|([^|]+)`);
    expect(table.map(([name]) => name)).toEqual(Object.keys(difficultyAlgorithms));
    for (const [name, , settings] of table) {
      const named = [...settings!.matchAll(/`([A-Za-z]+)`/g)].map((match) => match[1]);
      expect(named, name).toEqual(Object.keys(difficultyAlgorithms[name as DifficultyName].settings));
    }
  });

  test.each(rows(String.raw`\| (\S+) \| (\S+) \| (\S+) \| (\S+) \| (\S+) `))(
    '%s wanders by %s, keeps %s spacings, follows up in %s blocks and down in %s blocks, %s hours',
    (name, ...figures) => {
      const algorithm = name as DifficultyName;
      const up = medianReaction({ algorithm }, 10);
      const down = medianReaction({ algorithm }, 0.1);
      const { wandering, pace } = calm({ algorithm }, 20_000);
      const measured = [wandering, pace, up.blocks, down.blocks, down.hours];
      for (const [i, figure] of figures.entries()) {
        // Printed with two to four digits. The law stands for the slow ones, whose 20,000 blocks are few.
        const tolerance = i === 0 && ['asert', 'homestead'].includes(name) ? 0.3 : 0.03;
        expect(
          Math.abs(measured[i]! / Number(figure.replace(',', '')) - 1),
          `${figure} for ${measured[i]}`,
        ).toBeLessThan(tolerance);
      }
    },
  );

  test('has figures for all that follow the hash rate with each block', () => {
    expect(rows(String.raw`\| (\S+) \| (\S+) \| (\S+) \| (\S+) \| (\S+) `).map(([name]) => name)).toEqual(
      Object.keys(difficultyAlgorithms).filter((name) => name !== 'none' && name !== 'bitcoin-2016'),
    );
  });
});

/** The published vectors of aserti3-2d (Bitcoin Cash): twelve runs, 14,000 rows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asertNextBits, createDifficulty, networks, nextBits } from '../../src/consensus/index.ts';

const DIRECTORY = new URL('../../../shared/data/difficulty/asert/', import.meta.url);
const present = existsSync(DIRECTORY);

interface Row {
  height: bigint;
  time: number;
  bits: string;
}

interface Run {
  description: string;
  anchorHeight: bigint;
  anchorParentTime: number;
  anchorBits: number;
  iterations: number;
  rows: Row[];
}

function readRun(name: string): Run {
  const text = readFileSync(new URL(name, DIRECTORY), 'utf8');
  const heading = (pattern: string): string => new RegExp(`^## +${pattern}: (.*)$`, 'm').exec(text)![1]!;
  return {
    description: heading('description'),
    anchorHeight: BigInt(heading('anchor height')),
    anchorParentTime: Number(heading('anchor (?:ancestor|parent) time')),
    anchorBits: Number(heading('anchor nBits')),
    iterations: Number(heading('iterations')),
    rows: text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, height, time, bits] = line.split(' ');
        return { height: BigInt(height!), time: Number(time), bits: bits! };
      }),
  };
}

describe.skipIf(!present)('aserti3-2d', () => {
  const runs = present ? readdirSync(DIRECTORY).toSorted().map(readRun) : [];

  test.each(runs)('$description', ({ anchorHeight, anchorParentTime, anchorBits, iterations, rows }) => {
    expect(rows).toHaveLength(iterations);
    const answers = rows.map(({ height, time }) =>
      asertNextBits({
        anchorBits,
        timeDelta: time - anchorParentTime,
        heightDelta: Number(height - anchorHeight),
        targetSpacing: 600,
        halfLife: 172800,
        powLimit: networks.mainnet.powLimit,
      }),
    );
    expect(answers.map((bits) => `0x${bits.toString(16).padStart(8, '0')}`)).toEqual(rows.map((row) => row.bits));
  });

  // As a difficulty algorithm by its name; one run is at heights that no chain of numbers has.
  test.each(runs.filter((run) => run.anchorHeight < 2n ** 31n))('from JSON: $description', (run) => {
    const difficulty = createDifficulty({
      algorithm: 'asert',
      halfLife: 172800,
      anchorHeight: Number(run.anchorHeight),
      anchorBits: run.anchorBits,
      anchorParentTime: run.anchorParentTime,
    });
    const answers = run.rows.map(({ height, time }) => {
      const parent = { height: Number(height), time, bits: 0, version: 4, ancestor: () => undefined };
      return nextBits({ ...networks.mainnet, difficulty }, parent, 0) as number;
    });
    expect(answers.map((bits) => `0x${bits.toString(16).padStart(8, '0')}`)).toEqual(run.rows.map((row) => row.bits));
  });

  test('14,000 rows in all', () => {
    expect(runs.reduce((sum, run) => sum + run.rows.length, 0)).toBe(14_000);
  });
});

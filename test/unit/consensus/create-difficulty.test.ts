import { describe, expect, test } from 'vitest';
import {
  asertDifficulty,
  createDifficulty,
  difficultyAlgorithms,
  networks,
  nextBits,
  permittedDifficultyTransition,
  type DifficultyDefinition,
} from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const names = Object.keys(difficultyAlgorithms) as (keyof typeof difficultyAlgorithms)[];
const create = (definition: unknown): ReturnType<typeof createDifficulty> =>
  createDifficulty(definition as DifficultyDefinition);
const next = (definition: unknown, chain: ArrayChain, time: number = 0): number | 'unchecked' =>
  nextBits({ ...networks.mainnet, difficulty: create(definition) }, chain.tip, time);

describe.each(names)('%s', (algorithm) => {
  test('is made from its name alone, and carries it', () => {
    expect(createDifficulty({ algorithm }).name).toBe(algorithm);
  });

  test('is made from its own defaults, and from JSON', () => {
    const { settings } = difficultyAlgorithms[algorithm];
    const defaults = Object.fromEntries(
      Object.entries(settings)
        .filter(([, setting]) => setting.default !== undefined)
        .map(([name, setting]) => [name, setting.default]),
    );
    expect(create(JSON.parse(JSON.stringify({ algorithm, ...defaults }))).name).toBe(algorithm);
  });

  test('has the bits of genesis for the first block, or the easiest, as its original does', () => {
    const easiest = ['lwma-1', 'dgw3', 'digishield-v3'].includes(algorithm);
    // 600 s after genesis: on schedule for those that look at the time.
    const bits = next({ algorithm }, new ArrayChain(steadyBlocks(1, 0x1b0404cb)), 1_700_000_600);
    expect(bits).toBe(easiest ? 0x1d00ffff : 0x1b0404cb);
  });

  test('tells what it is and what each setting is for', () => {
    const { summary, settings } = difficultyAlgorithms[algorithm];
    expect(summary).not.toBe('');
    for (const { type, help, choices } of Object.values(settings)) {
      expect(help).not.toBe('');
      expect(choices === undefined).toBe(type !== 'choice');
    }
  });

  test('refuses a setting that it does not have, and one that is not of its type', () => {
    expect(() => create({ algorithm, colour: 5 })).toThrow(`colour: expected a setting of ${algorithm}`);
    for (const name of Object.keys(difficultyAlgorithms[algorithm].settings)) {
      // The settings of an anchor go together: the others are right.
      const anchor = name.startsWith('anchor')
        ? { anchorHeight: 0, anchorBits: '1d00ffff', anchorParentTime: 0 }
        : undefined;
      for (const wrong of ['green', 'x1d00ffff', '1d00ffff0', 1.5, null]) {
        expect(() => create({ algorithm, ...anchor, [name]: wrong }), `${name} of ${wrong}`).toThrow(
          new RegExp(`^${name}: expected`),
        );
      }
    }
  });
});

test('the settings of each algorithm, their types and defaults, are these', () => {
  const listed = Object.entries(difficultyAlgorithms).map(([name, { settings }]) => [
    name,
    Object.entries(settings).map(([setting, { type, default: value, choices }]) =>
      [setting, type, choices?.join('|'), value].filter((part) => part !== undefined).join(' '),
    ),
  ]);
  expect(Object.fromEntries(listed)).toEqual({
    'bitcoin-2016': ['minDifficultyBlocks boolean false', 'retargets boolean true', 'base choice last|first last'],
    none: [],
    asert: ['halfLife integer', 'anchorHeight integer', 'anchorBits bits', 'anchorParentTime integer'],
    'asert-moving': ['halfLifeSpacings integer 6', 'maxSolveSpacings integer 12'],
    'lwma-1': ['window integer 60'],
    lwma: ['window integer 45', 'weight integer', 'minDenominator integer 10'],
    'cw-144': [],
    dgw3: [],
    'digishield-v3': ['window integer 17', 'maxAdjustUp integer 16', 'maxAdjustDown integer 32'],
    homestead: ['durationLimit integer', 'minDifficulty integer 131072'],
  });
});

test('the answer of a definition is that of the algorithm with these settings', () => {
  // 2 h for each of the last blocks of a period of 2016: the target times four, from the last block or from the first.
  const slow = new ArrayChain(steadyBlocks(2016, 0x1b0404cb, 7200));
  expect(next({ algorithm: 'bitcoin-2016' }, slow)).toBe(0x1b10132c);
  expect(next({ algorithm: 'bitcoin-2016', retargets: false }, slow)).toBe(0x1b0404cb);
  expect(next({ algorithm: 'none' }, slow)).toBe(0x1b0404cb);
  const harder = new ArrayChain([{ time: 0, bits: 0x1b0404cb }, ...steadyBlocks(2015, 0x1b020265, 7200)]);
  expect(next({ algorithm: 'bitcoin-2016', base: 'first' }, harder)).toBe(0x1b10132c);
  const chain = new ArrayChain(steadyBlocks(2, 0x1b0404cb));
  expect(next({ algorithm: 'bitcoin-2016', minDifficultyBlocks: true }, chain, 1_700_001_801)).toBe(0x1d00ffff);
});

describe('the anchor of asert', () => {
  // 600 s from block to block, but for the last: a half-life late.
  const late = new ArrayChain([...steadyBlocks(10, 0x1b0404cb), { time: 1_700_000_000 + 10 * 600 + 3600, bits: 0 }]);

  test('is genesis when none is set: it counts as having come on time', () => {
    expect(next({ algorithm: 'asert', halfLife: 3600 }, late)).toBe(0x1b080996);
    // A tenth of a half-life: 263371 * 2^0.1 = 282272; the cubic in the place of 2^x is exact to 0.013 %.
    const tenth = (next({ algorithm: 'asert', halfLife: 36000 }, late) as number) - 0x1b000000;
    expect(Math.abs(tenth - 282_272)).toBeLessThan(40);
    // 288 spacings are 172800 s, 48 times the delay: 263371 * 2^(1/48) = 267202.
    const default48th = (next({ algorithm: 'asert' }, late) as number) - 0x1b000000;
    expect(Math.abs(default48th - 267_202)).toBeLessThan(40);
  });

  test('is a block with its bits, as a number or as digits', () => {
    const anchor = { anchorHeight: 5, anchorParentTime: 1_700_000_000 + 4 * 600 };
    for (const anchorBits of [0x1b020265, '1b020265', '0x1b020265', '1B020265']) {
      expect(next({ algorithm: 'asert', halfLife: 3600, ...anchor, anchorBits }, late)).toBe(0x1b0404ca);
    }
  });

  test('has all its settings or none', () => {
    expect(() => create({ algorithm: 'asert', anchorHeight: 5 })).toThrow(/^anchorBits: expected a value/);
    expect(() => create({ algorithm: 'asert', anchorHeight: 5, anchorBits: 0x1b0404cb })).toThrow(
      /^anchorParentTime: expected a value/,
    );
  });

  test('has bits that stand for a target', () => {
    for (const anchorBits of ['00000000', '1d000000', '1d80ffff', 'ff7fffff', '1D00FFF', 0, -1, 2 ** 32]) {
      expect(() => create({ algorithm: 'asert', anchorHeight: 5, anchorParentTime: 0, anchorBits })).toThrow(
        /^anchor\.?[bB]its: expected/,
      );
    }
  });

  test('leaves the blocks below it alone, and genesis that is not known unchecked', () => {
    const anchor = { anchorHeight: 50, anchorBits: '1b020265', anchorParentTime: 0 };
    expect(next({ algorithm: 'asert', ...anchor }, new ArrayChain(steadyBlocks(50, 0x1b0404cb)))).toBe(0x1b0404cb);
    expect(next({ algorithm: 'asert' }, new ArrayChain(steadyBlocks(50, 0x1b0404cb), 1))).toBe('unchecked');
    expect(next({ algorithm: 'asert', ...anchor }, new ArrayChain(steadyBlocks(60, 0x1b0404cb), 100))).not.toBe(
      'unchecked',
    );
  });
});

test('what there is stands in the message', () => {
  expect(() => create({ algorithm: 'sha256' })).toThrow(
    'algorithm: expected one of bitcoin-2016, none, asert, asert-moving, lwma-1, lwma, cw-144, dgw3, digishield-v3, ' +
      'homestead, got "sha256"',
  );
  expect(() => create({ algorithm: 'digishield-v3', colour: 5 })).toThrow(
    'colour: expected a setting of digishield-v3 (window, maxAdjustUp, maxAdjustDown), got 5',
  );
  expect(() => create({ algorithm: 'none', colour: 5 })).toThrow('colour: expected a setting of none (none), got 5');
});

test('nothing but no change is permitted without a retarget', () => {
  const network = { ...networks.mainnet, difficulty: createDifficulty({ algorithm: 'none' }) };
  expect(permittedDifficultyTransition(network, 2016, 0x1b0404cb, 0x1b0404cb)).toBe(true);
  expect(permittedDifficultyTransition(network, 2016, 0x1b0404cb, 0x1b0404cc)).toBe(false);
});

describe('asertDifficulty', () => {
  const anchor = { height: 5, bits: 0x1b0404cb, parentTime: 1_700_000_000 };

  test('names the part of the anchor that is wrong', () => {
    expect(() => asertDifficulty({ anchor: null as never })).toThrow(/^anchor: expected/);
    expect(() => asertDifficulty({ anchor: { ...anchor, height: -1 } })).toThrow(/^anchor\.height: expected/);
    expect(() => asertDifficulty({ anchor: { ...anchor, bits: 0 } })).toThrow(/^anchor\.bits: expected/);
    expect(() => asertDifficulty({ anchor: { ...anchor, parentTime: -1 } })).toThrow(/^anchor\.parentTime: expected/);
    expect(() => asertDifficulty({ halfLife: 0 })).toThrow(/^halfLife: expected/);
  });

  test('counts from the anchor on, and keeps it when the object is changed', () => {
    const mutable = { ...anchor };
    const params = { ...networks.mainnet, difficulty: asertDifficulty({ anchor: mutable, halfLife: 3600 }) };
    mutable.bits = 0x1d00ffff;
    // The anchor itself came a half-life late; what bits the block says it has is of no account.
    const at = (height: number): unknown =>
      nextBits(params, new ArrayChain([{ time: 1_700_000_000 + 600 + 3600, bits: 0x1a00ffff }], height).tip, 0);
    expect(at(5)).toBe(0x1b080996);
    expect(at(4)).toBe(0x1a00ffff);
  });
});

test.each([
  undefined,
  null,
  'asert',
  {},
  { algorithm: ['asert'] },
  { algorithm: 'toString' },
  { algorithm: 5 },
  { algorithm: 'sha256' },
])('no algorithm comes from %o', (definition) => {
  expect(() => create(definition)).toThrow(/^(definition|algorithm): expected/);
});

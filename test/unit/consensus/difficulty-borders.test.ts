/** Borders of the difficulty algorithms: holders with holes, ties, answers at their bounds, arguments that are refused. */
import { describe, expect, test } from 'vitest';
import {
  asertDifficulty,
  asertNextTarget,
  bitcoinDifficulty,
  createDifficulty,
  cw144Difficulty,
  difficultyAlgorithms,
  digishieldV3,
  fixedDifficulty,
  homesteadDifficulty,
  lwmaDifficulty,
  networks,
  nextBits,
  permittedDifficultyTransition,
  type AsertAnchor,
  type AsertInput,
  type DifficultyAlgorithm,
  type DifficultyDefinition,
  type HeaderContext,
  type LwmaOptions,
} from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const { mainnet } = networks;
const BITS = 0x1c0fffff;
const next = (difficulty: DifficultyAlgorithm, chain: ArrayChain, time = 0): unknown =>
  nextBits({ ...mainnet, difficulty }, chain.tip, time);

/** A chain whose holder does not know one block in the middle. */
function withHole(count: number, height: number): ArrayChain {
  const chain = new ArrayChain(steadyBlocks(count, BITS));
  (chain.blocks as (HeaderContext | undefined)[])[height] = undefined;
  return chain;
}

describe('a block that is not known leaves unchecked what needs it', () => {
  // Height 299 is the tip: its window of 144 begins at 155, and both ends look at the two blocks below.
  test.each([298, 297, 200, 156, 155, 154, 153])('cw-144, height %i', (hole) => {
    expect(next(cw144Difficulty(), withHole(300, hole))).toBe('unchecked');
  });

  test('cw-144 needs none below', () => {
    expect(next(cw144Difficulty(), withHole(300, 152))).toBe(BITS);
  });

  test.each([298, 283, 282, 272])('DigiShield, height %i', (hole) => {
    expect(next(digishieldV3(), withHole(300, hole))).toBe('unchecked');
  });

  test('DigiShield needs none below', () => {
    expect(next(digishieldV3(), withHole(300, 271))).not.toBe('unchecked');
  });
});

describe('cw-144', () => {
  test('of two equal times before a later one counts the second', () => {
    // 144 blocks in 85700 s, in Python's integers; the first would be 143: 1c0ffb38.
    const start = steadyBlocks(297, BITS);
    const times = [500, 500, 900].map((time) => ({ time: start.at(-1)!.time + time, bits: BITS }));
    expect(next(cw144Difficulty(), new ArrayChain([...start, ...times]))).toBe(0x1c0fdecf);
  });

  test('keeps a target that is so hard that a difference of one shows in its bits', () => {
    expect(next(cw144Difficulty(), new ArrayChain(steadyBlocks(300, 0x03010000)))).toBe(0x03010000);
  });
});

describe('homestead', () => {
  test('keeps the bits of the parent as they stand when the difficulty stays, canonical or not', () => {
    const chain = new ArrayChain([{ time: 1_700_000_000, bits: 0x1d000fff }], 77);
    expect(next(homesteadDifficulty(), chain, 1_700_000_500)).toBe(0x1d000fff);
  });
});

describe('asert-moving', () => {
  test('permits to a young chain just what its height allows', () => {
    const { devnet } = networks;
    // The parent stands at height 15, twelve spacings of 5 s after the block below it: as slow as counts.
    const blocks = [...steadyBlocks(15, 0x1d3fffff, 5), { time: 1_700_000_000 + 14 * 5 + 60, bits: 0x1d3fffff }];
    const { tip } = new ArrayChain(blocks);
    const easiest = nextBits(devnet, tip, 0) as number;
    expect(permittedDifficultyTransition(devnet, 16, 0x1d3fffff, easiest)).toBe(true);
    expect(permittedDifficultyTransition(devnet, 16, 0x1d3fffff, easiest + 1)).toBe(false);
  });
});

describe('none', () => {
  test('permits no change of bits, at any height', () => {
    const params = { ...mainnet, difficulty: fixedDifficulty() };
    for (const height of [1, 2016]) {
      expect(permittedDifficultyTransition(params, height, BITS, BITS)).toBe(true);
      expect(permittedDifficultyTransition(params, height, BITS, BITS - 1)).toBe(false);
    }
  });
});

describe('bitcoin-2016', () => {
  test('refuses options that are no object', () => {
    expect(() => bitcoinDifficulty(5 as unknown as object)).toThrow('options: expected an object, got 5');
  });
});

describe('the default weight of LWMA', () => {
  // (N + 1) / 2 spacings times 0.998, rounded down, and at least one.
  test.each([
    [600, 45, 13_772],
    [600, 10, 3293],
    [150, 60, 4565],
    [1, 1, 1],
  ])('at a spacing of %i s and a window of %i blocks is %i', (targetSpacing, window, weight) => {
    const at = (options: LwmaOptions): unknown =>
      nextBits(
        { ...mainnet, targetSpacing, difficulty: lwmaDifficulty(options) },
        new ArrayChain(steadyBlocks(window + 1, 0x1b0404cb, targetSpacing)).tip,
        0,
      );
    const byDefault = at({ window, minDenominator: 10 });
    expect(byDefault).toBe(at({ window, minDenominator: 10, weight }));
    expect(byDefault).not.toBe(at({ window, minDenominator: 10, weight: weight + 1 }));
  });
});

describe('asert', () => {
  const input: AsertInput = {
    anchorBits: 0x1d00ffff,
    timeDelta: 600,
    heightDelta: 0,
    targetSpacing: 600,
    halfLife: 172_800,
    powLimit: mainnet.powLimit,
  };

  test('is held at its bounds by a step as well as by a leap', () => {
    expect(asertNextTarget({ ...input, timeDelta: 600 + 172_800 })).toBe(mainnet.powLimit);
    expect(asertNextTarget({ ...input, timeDelta: 600 - 215 * 172_800 })).toBe(0x1ffn);
    expect(asertNextTarget({ ...input, timeDelta: 600 - 223 * 172_800 })).toBe(1n);
    expect(asertNextTarget({ ...input, timeDelta: 600 - 300 * 172_800 })).toBe(1n);
    expect(asertNextTarget({ ...input, timeDelta: 600 - 513 * 172_800 })).toBe(1n);
    expect(asertNextTarget({ ...input, timeDelta: 600 + 257 * 172_800 })).toBe(mainnet.powLimit);
    const whole = { ...input, anchorBits: 0x01010000, powLimit: (1n << 256n) - 1n };
    expect(asertNextTarget({ ...whole, timeDelta: 600 + 255 * 172_800 })).toBe(1n << 255n);
    expect(asertNextTarget({ ...whole, timeDelta: 600 + 256 * 172_800 })).toBe((1n << 256n) - 1n);
  });

  const anchor: AsertAnchor = { height: 9, bits: 0x1b0404cb, parentTime: 1_700_000_000 };

  test('counts from the child of the anchor on: the anchor itself may have come late', () => {
    // At height 9, and a half-life of 3600 s late.
    const chain = new ArrayChain([...steadyBlocks(9, BITS), { time: 1_700_000_000 + 600 + 3600, bits: 0x1b0404cb }]);
    expect(next(asertDifficulty({ anchor, halfLife: 3600 }), chain)).toBe(0x1b080996);
  });

  test.each<[string, unknown]>([
    ['anchor: expected an object, got 5', 5],
    ['anchor.height: expected an integer from 0 to 2147483647, got -1', { ...anchor, height: -1 }],
    ['anchor.parentTime: expected an integer from 0 to 4294967295, got -1', { ...anchor, parentTime: -1 }],
    ['anchor.bits: expected an integer from 1 to 4294967295, got 0', { ...anchor, bits: 0 }],
    ['anchor.bits: expected bits of a target, got 0x1000000', { ...anchor, bits: 0x01000000 }],
    ['anchor.bits: expected bits of a target, got 0x1d80ffff', { ...anchor, bits: 0x1d80ffff }],
    ['anchor.bits: expected bits of a target, got 0xff7fffff', { ...anchor, bits: 0xff7fffff }],
  ])('refuses an anchor: %s', (message, wrong) => {
    expect(() => asertDifficulty({ anchor: wrong as AsertAnchor })).toThrow(message);
  });
});

describe('createDifficulty', () => {
  const create = (definition: unknown): unknown => createDifficulty(definition as DifficultyDefinition);

  test('names all algorithms when it does not know one', () => {
    const message =
      'algorithm: expected one of bitcoin-2016, none, asert, asert-moving, lwma-1, lwma, cw-144, dgw3, digishield-v3, homestead, got "sha"';
    expect(() => create({ algorithm: 'sha' })).toThrow(message);
    expect(() => create({ algorithm: ['none'] })).toThrow('algorithm: expected one of bitcoin-2016');
  });

  test('names the settings that there are when it does not know one', () => {
    expect(() => create({ algorithm: 'digishield-v3', a: 5 })).toThrow(
      'a: expected a setting of digishield-v3 (window, maxAdjustUp, maxAdjustDown), got 5',
    );
    expect(() => create({ algorithm: 'none', a: 5 })).toThrow('a: expected a setting of none (none), got 5');
  });

  test.each(['x1b020265', '1b0202655', '1b02026', '0x1b02026', '00000000', 0, 2 ** 32, 1.5, true])(
    'takes no bits of %o',
    (anchorBits) => {
      const definition = { algorithm: 'asert', anchorHeight: 0, anchorParentTime: 0, anchorBits };
      expect(() => create(definition)).toThrow(/^anchorBits: expected/);
    },
  );

  test.each([1.5, -1, 2 ** 31])('takes no height of %d for an anchor', (anchorHeight) => {
    const definition = { algorithm: 'asert', anchorHeight, anchorParentTime: 0, anchorBits: '1d00ffff' };
    expect(() => create(definition)).toThrow('anchorHeight: expected an integer from 0 to 2147483647');
  });

  test.each([1.5, -1, 2 ** 32])('takes no time of %d for the parent of an anchor', (anchorParentTime) => {
    const definition = { algorithm: 'asert', anchorHeight: 0, anchorParentTime, anchorBits: '1d00ffff' };
    expect(() => create(definition)).toThrow('anchorParentTime: expected an integer from 0 to 4294967295');
  });

  test('tells no default where it follows from the network', () => {
    expect(Object.keys(difficultyAlgorithms.asert.settings['halfLife']!)).toEqual(['type', 'help']);
    expect(Object.keys(difficultyAlgorithms.lwma.settings['window']!)).toEqual(['type', 'help', 'default']);
  });

  test('takes bits at both ends of what a number may be', () => {
    const definition = { algorithm: 'asert', anchorHeight: 0, anchorParentTime: 0 };
    expect(() => create({ ...definition, anchorBits: 0xffffffff })).toThrow('anchor.bits: expected bits of a target');
    expect(() => create({ ...definition, anchorBits: 1 })).toThrow('anchor.bits: expected bits of a target');
  });
});

/** Each difficulty algorithm in a header chain: what it answers over the chain's own entries decides what is accepted. */
import { describe, expect, test } from 'vitest';
import { createHeaderChain } from '../../src/chain/index.ts';
import {
  createDifficulty,
  defineNetwork,
  difficultyAlgorithms,
  networks,
  nextBits,
  type DifficultyName,
} from '../../src/consensus/index.ts';
import { GENESIS_TIME, mineEasy } from '../fixtures/easy-headers.ts';
import { ArrayChain } from './consensus/array-chain.ts';

const BLOCKS = 200;
const NOW = GENESIS_TIME + BLOCKS * 1000;

describe.each(Object.keys(difficultyAlgorithms) as DifficultyName[])('%s', (algorithm) => {
  const network = defineNetwork({
    ...networks.regtest,
    name: algorithm,
    // What takes 131,072 hashes a block takes two here.
    difficulty: createDifficulty(algorithm === 'homestead' ? { algorithm, minDifficulty: 2 } : { algorithm }),
  });

  /** Mined on an array of blocks: some come a little faster than intended, so that targets move. */
  const blocks = new ArrayChain([{ time: GENESIS_TIME, bits: 0x207fffff }]);
  const headers: Uint8Array[] = [];
  for (let i = 0; i < BLOCKS; i++) {
    const time = blocks.tip.time + (i % 3 === 0 ? 550 : 600);
    const bits = nextBits(network, blocks.tip, time) as number;
    headers.push(mineEasy({ parent: headers.at(-1) ?? network.genesis, time, bits }));
    blocks.push({ time, bits });
  }

  test('a chain with the bits that it asks for is accepted whole', () => {
    const chain = createHeaderChain({ params: network });
    const { accepted, rejected, unchecked } = chain.accept(Buffer.concat(headers), NOW);
    expect({ accepted, rejected, unchecked }).toEqual({ accepted: BLOCKS, rejected: undefined, unchecked: {} });
  });

  test('a header with other bits is refused, with those that are required', () => {
    const chain = createHeaderChain({ params: network });
    chain.accept(Buffer.concat(headers.slice(0, -1)), NOW);
    const required = blocks.tip.bits;
    const { time } = blocks.tip;
    const wrong = mineEasy({ parent: headers.at(-2)!, time, bits: required - 1 });
    expect(chain.accept(wrong, NOW).rejected?.reject).toMatchObject({
      id: 'bad-diffbits',
      bits: required - 1,
      requiredBits: required,
    });
  });
});

test('the targets of these chains do move, where an algorithm moves them with each block', () => {
  const network = { ...networks.regtest, difficulty: createDifficulty({ algorithm: 'lwma-1' }) };
  const blocks = new ArrayChain(Array.from({ length: 61 }, (_, i) => ({ time: i * 550, bits: 0x207fffff })));
  expect(nextBits(network, blocks.tip, 0)).toBeLessThan(0x207fffff);
});

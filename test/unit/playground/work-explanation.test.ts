import { describe, expect, it } from 'vitest';
import { describeComparison, explainWork } from '../../../examples/playground/src/work-explanation.ts';
import { networks } from '../../../src/consensus/index.ts';
import { displayHexToHash } from '../../../src/primitives/index.ts';

const { mainnet, regtest } = networks;
const genesisHash = displayHexToHash(mainnet.genesisHash);

describe('the work of a header', () => {
  it('is told for the genesis: difficulty 1, and a hash that would have met 2536', () => {
    const explained = explainWork(0x1d00ffff, genesisHash, mainnet);
    expect(explained).toMatchObject({
      hashHex: mainnet.genesisHash,
      targetHex: `00000000ffff${'0'.repeat(52)}`,
      targetProblem: undefined,
      isMet: true,
      decidingDigit: 8,
      difficulty: 1,
      // 2^256 / (0xffff * 2^208 + 1), rounded down: Bitcoin Core's chainwork of block 0
      expectedHashes: 0x100010001n,
    });
    expect(Math.floor(explained.hashDifficulty)).toBe(2536);
    expect(describeComparison(explained)).toBe(
      'The hash is below the target: digit 9 is the first to differ, 0 in the hash and f in the target.',
    );
  });

  it('has the difficulty that explorers show: 16,307.42 for the example of bits 1b0404cb', () => {
    const { difficulty, isMet } = explainWork(0x1b0404cb, genesisHash, mainnet);
    expect(difficulty).toBeCloseTo(16_307.420938523983, 8);
    expect(isMet).toBe(false);
  });

  it('is missing where the hash is above the target, and met where they are equal', () => {
    const above = explainWork(0x1d00ffff, displayHexToHash(`00000001${'0'.repeat(56)}`), mainnet);
    expect(above).toMatchObject({ isMet: false, decidingDigit: 7 });
    expect(describeComparison(above)).toBe(
      'The hash is above the target: digit 8 is the first to differ, 1 in the hash and 0 in the target.',
    );
    const equal = explainWork(0x1d00ffff, displayHexToHash(`00000000ffff${'0'.repeat(52)}`), mainnet);
    expect(equal).toMatchObject({ isMet: true, decidingDigit: undefined });
    expect(describeComparison(equal)).toContain('exactly the target');
  });

  it.each([
    [0x1d80ffff, 'a negative number'],
    [0x2300ffff, 'more than 256 bits'],
    [0x1d000000, 'zero'],
    [0x207fffff, 'easier than mainnet allows'],
  ])('cannot be met with bits %i, and it is said why', (bits, words) => {
    const explained = explainWork(bits, genesisHash, mainnet);
    expect(explained.isMet).toBe(false);
    expect(describeComparison(explained)).toContain(words);
  });

  it('depends on the network: regtest allows what mainnet does not', () => {
    expect(explainWork(0x207fffff, genesisHash, regtest)).toMatchObject({ isMet: true, expectedHashes: 2n });
  });
});

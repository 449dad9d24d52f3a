import { describe, expect, it } from 'vitest';
import { createHeaderChain, type HeaderChain } from '../../src/chain/index.ts';
import { defineNetwork } from '../../src/consensus/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import {
  cryptoHasher,
  EASY_BITS,
  easyNetwork,
  GENESIS_TIME,
  HARD_BITS,
  idOf,
  mineBranch,
  mineEasy,
  NOW,
} from '../fixtures/easy-headers.ts';

const trunk = mineBranch(easyNetwork.genesis, 6, { firstTime: GENESIS_TIME + 600 });
const branch = mineBranch(trunk[1]!, 3, { firstTime: GENESIS_TIME + 700, salt: 1 });
const chainWith = (maxOrphans: number): HeaderChain =>
  createHeaderChain({ params: easyNetwork, hasher: cryptoHasher, maxOrphans });

describe('orphans', () => {
  it('are refused by a chain that keeps none', () => {
    const { rejected, orphans } = chainWith(0).accept(trunk[1]!, NOW);
    expect(rejected?.reject.id).toBe('prev-blk-not-found');
    expect(orphans).toBe(0);
  });

  it('wait for their parent, and are taken with all that waits for them', () => {
    const chain = chainWith(10);
    const early = chain.accept(concatBytes(trunk[3]!, trunk[1]!, trunk[2]!, branch[0]!), NOW);
    expect(early).toMatchObject({ accepted: 0, duplicates: 0, orphans: 4, connected: [] });
    expect(early.rejected).toBeUndefined();
    expect(chain.size).toBe(1);
    expect(chain.status(idOf(trunk[2]!))).toBe('orphan');

    const late = chain.accept(trunk[0]!, NOW);
    expect(late).toMatchObject({ accepted: 5, orphans: 0, tip: { height: 4, hashHex: idOf(trunk[3]!) } });
    expect(late.connected.map((entry) => entry.hashHex)).toEqual(trunk.slice(0, 4).map(idOf));
    expect(chain.tips().map((entry) => entry.hashHex)).toEqual([idOf(trunk[3]!), idOf(branch[0]!)]);
    expect(chain.status(idOf(trunk[2]!))).toBe('valid');
  });

  it('that come again are duplicates', () => {
    const chain = chainWith(10);
    expect(chain.accept(concatBytes(trunk[2]!, trunk[2]!), NOW)).toMatchObject({ orphans: 1, duplicates: 1 });
    expect(chain.accept(trunk[2]!, NOW)).toMatchObject({ orphans: 0, duplicates: 1 });
  });

  it('must have the proof of work that they claim', () => {
    const chain = chainWith(10);
    const bytes = Uint8Array.from(trunk[2]!);
    do bytes[76]!++;
    while (BigInt(`0x${idOf(bytes)}`) <= 0x7fffffn << 232n);
    expect(chain.accept(bytes, NOW).rejected?.reject.id).toBe('high-hash');
    expect(chain.status(idOf(bytes))).toBe('unknown');
  });

  it('count for nothing in the work of the headers that brought their parent', () => {
    const chain = chainWith(10);
    const light = mineEasy({ parent: trunk[0]!, time: GENESIS_TIME + 700, salt: 2 });
    chain.accept(light, NOW);
    const result = chain.accept(concatBytes(...trunk), NOW, { minimumChainWork: 14n });
    expect(result).toMatchObject({ accepted: 6, rejectedOrphans: [{ hashHex: idOf(light) }] });
    expect(result.rejected).toBeUndefined();
  });

  it('are no more than the chain was told to keep: the oldest goes', () => {
    const chain = chainWith(2);
    chain.accept(concatBytes(trunk[1]!, trunk[2]!, trunk[3]!), NOW);
    expect([1, 2, 3].map((i) => chain.status(idOf(trunk[i]!)))).toEqual(['unknown', 'orphan', 'orphan']);
    expect(chain.accept(concatBytes(trunk[0]!, trunk[1]!), NOW)).toMatchObject({ accepted: 4, tip: { height: 4 } });
  });

  it('that break a rule when their parent comes are told, and do not stop the batch', () => {
    const chain = chainWith(10);
    const wrongBits = mineEasy({ parent: trunk[0]!, time: GENESIS_TIME + 800, bits: HARD_BITS });
    const onIt = mineEasy({ parent: wrongBits, time: GENESIS_TIME + 802 });
    expect(chain.accept(concatBytes(onIt, wrongBits), NOW).orphans).toBe(2);
    const result = chain.accept(concatBytes(trunk[0]!, trunk[1]!), NOW);
    expect(result).toMatchObject({ accepted: 2, tip: { height: 2 } });
    expect(result.rejectedOrphans).toEqual([
      {
        height: 2,
        hashHex: idOf(wrongBits),
        reject: {
          id: 'bad-diffbits',
          reason: 'bad-diffbits',
          permanence: 'permanent',
          bits: HARD_BITS,
          requiredBits: EASY_BITS,
        },
      },
    ]);
    expect(chain.status(idOf(wrongBits))).toBe('unknown');
    expect(chain.status(idOf(onIt))).toBe('orphan');
  });

  describe('when a rule throws at one of them', () => {
    const sibling = mineEasy({ parent: trunk[0]!, time: GENESIS_TIME + 700, salt: 3 });
    /** A chain that has trunk 0, whose orphans were trunk 1, its sibling and trunk 2, and whose rules threw at their nth call. */
    const chainAfterThrow = (throwAt: number): HeaderChain => {
      let calls = 0;
      const nextBits = (): number => {
        if (++calls === throwAt) throw new Error('planted');
        return EASY_BITS;
      };
      const params = defineNetwork({ ...easyNetwork, difficulty: { name: 'faulty', nextBits } });
      const chain = createHeaderChain({ params, hasher: cryptoHasher, maxOrphans: 10 });
      expect(chain.accept(concatBytes(trunk[1]!, sibling, trunk[2]!), NOW).orphans).toBe(3);
      expect(() => chain.accept(trunk[0]!, NOW)).toThrow('planted');
      return chain;
    };
    const statuses = (chain: HeaderChain): string[] =>
      [trunk[0]!, trunk[1]!, sibling, trunk[2]!].map((header) => chain.status(idOf(header)));

    it('the others stay, and are taken when their parent comes again', () => {
      const chain = chainAfterThrow(2);
      expect(statuses(chain)).toEqual(['valid', 'unknown', 'orphan', 'orphan']);
      expect(chain.accept(trunk[0]!, NOW)).toMatchObject({ accepted: 1, duplicates: 1 });
      expect(chain.accept(trunk[1]!, NOW)).toMatchObject({ accepted: 2, duplicates: 0 });
      expect(statuses(chain)).toEqual(['valid', 'valid', 'valid', 'valid']);
    });

    it('one that stayed, and is sent again, is judged once', () => {
      const chain = chainAfterThrow(3);
      expect(statuses(chain)).toEqual(['valid', 'valid', 'unknown', 'orphan']);
      expect(chain.accept(trunk[2]!, NOW)).toMatchObject({ accepted: 1, duplicates: 0, orphans: 0 });
      expect(chain.accept(trunk[1]!, NOW)).toMatchObject({ accepted: 0, duplicates: 1 });
      expect(statuses(chain)).toEqual(['valid', 'valid', 'unknown', 'valid']);
      expect(chain.size).toBe(4);
    });
  });

  it('are bounded by a whole number', () => {
    expect(() => chainWith(-1)).toThrow(/maxOrphans: expected an integer from 0/);
    expect(() => chainWith(1.5)).toThrow(/maxOrphans/);
  });
});

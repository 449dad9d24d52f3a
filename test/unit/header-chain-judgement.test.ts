import { describe, expect, it } from 'vitest';
import { createHeaderChain, type HeaderChain } from '../../src/chain/index.ts';
import { defineNetwork, noForkBeforeCheckpoint, type Reject } from '../../src/consensus/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import { cryptoHasher, easyNetwork, GENESIS_TIME, idOf, mineBranch, mineEasy, NOW } from '../fixtures/easy-headers.ts';

// Even times: a work of 2 each; genesis has one of 2 too.
const trunk = mineBranch(easyNetwork.genesis, 6, { firstTime: GENESIS_TIME + 600 });
const branch = mineBranch(trunk[1]!, 6, { firstTime: GENESIS_TIME + 700, salt: 1 });
const easyChain = (): HeaderChain => createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
const workText = (work: number): string => work.toString(16).padStart(64, '0');

describe('a minimum of chain work', () => {
  it('is asked of what the headers of a batch lead to, not of each', () => {
    expect(easyChain().accept(concatBytes(...trunk), NOW, { minimumChainWork: 14n })).toMatchObject({ accepted: 6 });
    const { accepted, rejected } = easyChain().accept(concatBytes(...trunk), NOW, { minimumChainWork: 15n });
    expect(accepted).toBe(0);
    expect(rejected).toMatchObject({
      index: 0,
      height: 1,
      hashHex: idOf(trunk[0]!),
      reject: {
        id: 'too-little-chainwork',
        permanence: 'retry',
        chainWork: workText(14),
        minimumChainWork: workText(15),
      },
    });
  });

  it('counts from the work of the parent', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk.slice(0, 4)), NOW);
    expect(chain.accept(trunk[4]!, NOW, { minimumChainWork: 12n })).toMatchObject({ accepted: 1 });
    expect(chain.accept(trunk[5]!, NOW, { minimumChainWork: 15n }).rejected?.reject.id).toBe('too-little-chainwork');
  });

  it('asks each branch of a batch apart', () => {
    const chain = easyChain();
    const batch = concatBytes(...trunk, ...branch.slice(0, 3));
    const { accepted, rejected } = chain.accept(batch, NOW, { minimumChainWork: 14n });
    expect(accepted).toBe(6);
    expect(rejected).toMatchObject({ index: 6, height: 3, reject: { chainWork: workText(12) } });
  });

  it('does not count a header without the proof of work that it claims', () => {
    const faked = Uint8Array.from(trunk[5]!);
    new DataView(faked.buffer).setUint32(72, 0x03000001, true);
    const batch = concatBytes(...trunk.slice(0, 5), faked);
    const { rejected } = easyChain().accept(batch, NOW, { minimumChainWork: 13n });
    expect(rejected).toMatchObject({ index: 0, reject: { id: 'too-little-chainwork', chainWork: workText(12) } });
  });

  it('lets through what is in the tree already', () => {
    const chain = easyChain();
    chain.accept(trunk[0]!, NOW);
    expect(chain.accept(trunk[0]!, NOW, { minimumChainWork: 1000n })).toMatchObject({ duplicates: 1 });
  });

  it('comes after the rules of context', () => {
    const old = mineEasy({ parent: easyNetwork.genesis, time: GENESIS_TIME - 600 });
    const { rejected } = easyChain().accept(old, NOW, { minimumChainWork: 1000n });
    expect(rejected?.reject.id).toBe('time-too-old');
  });

  it('is a bigint', () => {
    const number = 5 as unknown as bigint;
    expect(() => easyChain().accept(trunk[0]!, NOW, { minimumChainWork: number })).toThrow(/minimumChainWork/);
    expect(() => easyChain().accept(trunk[0]!, NOW, null as unknown as object)).toThrow('options: expected an object');
  });
});

describe('what is found out about the block of a header', () => {
  const reject = (permanence: Reject['permanence']): Reject => ({
    id: 'bad-txns-duplicate',
    reason: 'bad-txns-duplicate',
    permanence,
  });

  it('invalidates the header when it is permanent, with all above it', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk, ...branch.slice(0, 2)), NOW);
    const { reorg } = chain.refuse(idOf(trunk[3]!), reject('permanent'));
    expect(reorg?.disconnected.map((entry) => entry.height)).toEqual([6, 5, 4, 3]);
    expect(chain.tip.hashHex).toBe(idOf(branch[1]!));
    expect([2, 3, 5].map((i) => chain.status(idOf(trunk[i]!)))).toEqual(['valid', 'failed', 'failed']);
  });

  it('changes nothing when another body of the same header may be right', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk), NOW);
    for (const permanence of ['mutated', 'retry'] as const) {
      expect(chain.refuse(idOf(trunk[3]!), reject(permanence))).toMatchObject({ tip: { height: 6 }, connected: [] });
    }
    expect(chain.status(idOf(trunk[3]!))).toBe('valid');
    expect(() => chain.refuse('00'.repeat(32), reject('mutated'))).toThrow(RangeError);
  });

  it('keeps duplicate, known to be invalid and never seen apart', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk.slice(0, 3)), NOW);
    chain.invalidate(idOf(trunk[2]!));
    expect(chain.accept(trunk[1]!, NOW)).toMatchObject({ duplicates: 1 });
    expect(chain.accept(trunk[2]!, NOW).rejected?.reject.id).toBe('duplicate-invalid');
    expect(chain.accept(trunk[3]!, NOW).rejected?.reject.id).toBe('bad-prevblk');
    expect(chain.accept(branch[1]!, NOW).rejected?.reject.id).toBe('prev-blk-not-found');
    expect(chain.status('no hash')).toBe('unknown');
  });
});

describe('a network with checkpoints', () => {
  const checkpointAt = 3;
  const withCheckpoint = defineNetwork({
    ...easyNetwork,
    headerRules: [...easyNetwork.headerRules, noForkBeforeCheckpoint],
    checkpoints: { [checkpointAt]: idOf(trunk[checkpointAt - 1]!) },
  });

  it('has no new branches below one that the chain holds', () => {
    const chain = createHeaderChain({ params: withCheckpoint, hasher: cryptoHasher });
    expect(chain.accept(concatBytes(trunk[0]!, trunk[1]!, branch[0]!), NOW)).toMatchObject({ accepted: 3 });
    const sibling = mineEasy({ parent: trunk[0]!, time: GENESIS_TIME + 640, salt: 5 });
    expect(chain.accept(concatBytes(...trunk, sibling), NOW).rejected).toMatchObject({
      index: 6,
      height: 2,
      reject: { id: 'bad-fork-prior-to-checkpoint', height: 2, checkpointHeight: 3 },
    });
    // above it branches go on, as in Bitcoin Core, which looked at heights alone
    expect(chain.accept(concatBytes(branch[1]!, branch[2]!), NOW)).toMatchObject({ accepted: 2 });
  });
});

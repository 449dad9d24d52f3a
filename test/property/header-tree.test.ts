import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexedEntry } from '../../src/chain/chain-entry.ts';
import { HeaderIndex, type HeaderWords } from '../../src/chain/header-index.ts';
import { createHeaderChain } from '../../src/chain/index.ts';
import { decodeHeader } from '../../src/primitives/index.ts';
import {
  cryptoHasher,
  EASY_WORK,
  easyNetwork,
  GENESIS_TIME,
  HARD_WORK,
  idOf,
  mineEasy,
  NOW,
} from '../fixtures/easy-headers.ts';

const numbers = decodeHeader(easyNetwork.genesis);

/** Headers that differ in nothing but their hash, which is their number. */
const wordsOf = (record: number): HeaderWords => {
  const hashes = new Uint32Array(8);
  hashes[0] = record + 1;
  return { headers: new Uint32Array(20), hashes };
};

describe('ancestor', () => {
  it('is what walking down by parents finds, above any root and in any tree', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 1500 }),
        fc.nat(),
        (root, steps, pick) => {
          const index = new HeaderIndex();
          index.addRoot(wordsOf(0), numbers, root);
          const parents = [0];
          for (const [i, back] of steps.entries()) {
            // mostly on the newest, sometimes a few below it
            const parent = Math.max(0, back < 35 ? i : i - (back - 34));
            index.add(wordsOf(i + 1), 0, numbers, parent);
            parents.push(parent);
          }
          const start = pick % parents.length;
          const path = [start];
          while (path.at(-1) !== 0) path.push(parents[path.at(-1)!]!);
          path.reverse();
          expect(index.height(start)).toBe(root + path.length - 1);
          for (const [depth, record] of path.entries()) expect(index.ancestor(start, root + depth)).toBe(record);
          if (root > 0) expect(index.ancestor(start, root - 1)).toBeUndefined();

          const other = (pick * 7) % parents.length;
          let meeting = other;
          while (!path.includes(meeting)) meeting = parents[meeting]!;
          expect(index.forkPoint(start, other)).toBe(meeting);
          expect(index.forkPoint(other, start)).toBe(meeting);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is refused above the entry and below zero', () => {
    const index = new HeaderIndex();
    index.addRoot(wordsOf(0), numbers, 5);
    const entry = new IndexedEntry(index, index.add(wordsOf(1), 0, numbers, 0));
    for (const height of [7, -1, 5.5, NaN]) expect(() => entry.ancestor(height)).toThrow(RangeError);
    expect(entry.ancestor(6)).toMatchObject({ height: 6, record: 1 });
    expect(entry.ancestor(4)).toBeUndefined();
  });
});

describe('fork choice and reorg reports', () => {
  // A model that knows only parents and work: it recomputes everything from scratch after each batch.
  interface Block {
    header: Uint8Array;
    parent: Block | undefined;
    height: number;
    work: bigint;
  }
  const pathOf = (block: Block | undefined): Block[] => (block ? [...pathOf(block.parent), block] : []);
  const idsOf = (blocks: readonly Block[]): string[] => blocks.map((block) => idOf(block.header));

  const step = fc.record({ parent: fc.nat(), hard: fc.boolean(), batchEnds: fc.boolean() });

  it('are those of a model that walks all branches, for any tree and any batches', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const genesis: Block = { header: easyNetwork.genesis, parent: undefined, height: 0, work: EASY_WORK };
        const blocks = [genesis];
        const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
        let batch: Uint8Array[] = [];
        let tip = genesis;
        let best = genesis;
        steps.forEach(({ parent: at, hard, batchEnds }, i) => {
          // Mostly near the newest blocks, so that branches grow.
          const parent = blocks[Math.max(0, blocks.length - 1 - (at % 4))]!;
          const time = GENESIS_TIME + 600 * (parent.height + 1) + (hard ? 1 : 0);
          const mined = mineEasy({ parent: parent.header, time, salt: i });
          const block = {
            header: mined,
            parent,
            height: parent.height + 1,
            work: parent.work + (hard ? HARD_WORK : EASY_WORK),
          };
          blocks.push(block);
          batch.push(mined);
          if (block.work > best.work) best = block;
          if (!batchEnds && i < steps.length - 1) return;

          const result = chain.accept(Buffer.concat(batch), NOW);
          const before = pathOf(tip);
          const after = pathOf(best);
          const left = before.filter((b) => !after.includes(b)).reverse();
          const joined = after.filter((b) => !before.includes(b));
          expect(result).toMatchObject({ accepted: batch.length, duplicates: 0 });
          expect(result.tip).toMatchObject({ hashHex: idOf(best.header), height: best.height, chainWork: best.work });
          expect(result.connected.map((entry) => entry.hashHex)).toEqual(idsOf(joined));
          expect(result.reorg?.disconnected.map((entry) => entry.hashHex) ?? []).toEqual(idsOf(left));
          const shared = after.findLast((b) => before.includes(b))!;
          expect(result.reorg?.forkPoint.hashHex).toBe(left.length > 0 ? idOf(shared.header) : undefined);
          expect(after.map((_, height) => chain.entryAt(height)?.hashHex)).toEqual(idsOf(after));
          const leaves = blocks.filter((b) => !blocks.some((other) => other.parent === b));
          expect(
            chain
              .tips()
              .map((entry) => entry.hashHex)
              .sort(),
          ).toEqual(idsOf(leaves).sort());
          expect(chain.tips()[0]?.hashHex).toBe(chain.tip.hashHex);
          tip = best;
          batch = [];
        });
      }),
      { numRuns: 60 },
    );
  });

  it('name the tips of what is not invalidated, most work first, then first seen', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        (steps, cuts) => {
          const blocks: Block[] = [{ header: easyNetwork.genesis, parent: undefined, height: 0, work: EASY_WORK }];
          for (const [i, { parent: at, hard }] of steps.entries()) {
            const parent = blocks[Math.max(0, blocks.length - 1 - (at % 4))]!;
            const height = parent.height + 1;
            const time = GENESIS_TIME + 600 * height + (hard ? 1 : 0);
            const mined = mineEasy({ parent: parent.header, time, salt: i });
            blocks.push({ header: mined, parent, height, work: parent.work + (hard ? HARD_WORK : EASY_WORK) });
          }
          const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
          chain.accept(Buffer.concat(blocks.map((block) => block.header)), NOW);

          const cut = cuts.map((at) => blocks[1 + (at % steps.length)]!);
          for (const block of cut) chain.invalidate(idOf(block.header));
          const valid = blocks.filter((block) => !pathOf(block).some((below) => cut.includes(below)));
          const ends = valid.filter((block) => !valid.some((other) => other.parent === block));
          ends.sort((a, b) => Number(b.work - a.work) || blocks.indexOf(a) - blocks.indexOf(b));
          expect(chain.tips().map((entry) => entry.hashHex)).toEqual(idsOf(ends));
          expect(chain.tips()[0]?.hashHex).toBe(chain.tip.hashHex);
        },
      ),
      { numRuns: 100 },
    );
  });
});

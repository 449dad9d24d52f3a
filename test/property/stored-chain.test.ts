import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeaderChain, openStoredChain, storeNetwork } from '../../src/chain/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { cryptoHasher, easyNetwork, GENESIS_TIME, idOf, mineEasy, NOW } from '../fixtures/easy-headers.ts';

const params = easyNetwork;

/** A tree of sixty headers: each on the newest, or on one of the last twenty, with the work that its time asks for. */
const tree: readonly Uint8Array[] = ((): Uint8Array[] => {
  const headers: Uint8Array[] = [];
  for (let i = 0; i < 60; i++) {
    const back = i % 4 === 3 ? (i * 7) % 20 : 0;
    const parent = headers[Math.max(-1, i - 1 - back)] ?? params.genesis;
    // later than all before it; an odd time asks for four times the work
    headers.push(mineEasy({ parent, time: GENESIS_TIME + 600 + 2 * i + (i % 11 === 5 ? 1 : 0), salt: i }));
  }
  return headers;
})();

/** What is done with the tree: batches of it, in any order and again, some while the store fails. */
const steps = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 59 }),
    count: fc.integer({ min: 1, max: 30 }),
    fault: fc.constantFrom('none', 'none', 'before it wrote', 'after it wrote'),
    waits: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
);

describe('a stored chain, whatever came and whenever the store failed', () => {
  it('is the same when it is opened again, and keeps each header once', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (chosen) => {
        const store = await createMemoryStore({ network: storeNetwork(params) });
        const append = store.append.bind(store);
        let current = 'none';
        store.append = async (...args) => {
          const fault = current;
          if (fault !== 'before it wrote') await append(...args);
          if (fault !== 'none') throw new Error('planted');
        };
        const stored = await openStoredChain({ store, params, hasher: cryptoHasher });
        const plain = createHeaderChain({ params, hasher: cryptoHasher });
        const calls: Promise<unknown>[] = [];
        for (const { from, count, fault, waits } of chosen) {
          const batch = concatBytes(...tree.slice(from, from + count));
          plain.accept(batch, NOW);
          if (waits) await Promise.all(calls);
          current = fault;
          calls.push(stored.accept(batch, NOW).catch((error: Error) => expect(error.message).toBe('planted')));
        }
        await Promise.all(calls);
        current = 'none';
        await stored.accept(new Uint8Array(0), NOW);

        const { chain } = await openStoredChain({ store, params, hasher: cryptoHasher });
        expect(chain.tip.hashHex).toBe(plain.tip.hashHex);
        expect(chain.size).toBe(plain.size);
        const tips = (one: typeof chain): string[] => one.tips().map(({ hashHex }) => hashHex);
        expect(tips(chain).toSorted()).toEqual(tips(plain).toSorted());
        expect(tips(stored.chain)).toEqual(tips(plain));

        const kept: string[] = [];
        for await (const headers of store.branches())
          for (let at = 0; at < headers.length; at += 80) kept.push(idOf(headers.slice(at, at + 80)));
        // what a store wrote and denied is written again
        if (chosen.every(({ fault }) => fault !== 'after it wrote')) expect(new Set(kept).size).toBe(kept.length);
        expect((await store.tip())!.height).toBe(plain.tip.height);
      }),
      { numRuns: 150 },
    );
  });
});

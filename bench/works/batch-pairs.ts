/** batch-pairs: sha256d of many different pairs of nodes, one level of a merkle tree, the parents copied out. */
import { COUNT, numberedBatch, oneByOne } from './numbered-messages.ts';
import type { Work } from './work.ts';

const batch = numberedBatch(64, 2, '9f8801687e15e177136cccf3c9d55026af3d55c60bf56a25a6605590a84c4fec');

export const batchPairs: Work = {
  name: 'batch-pairs',
  title: `Hash a batch: sha256d of ${COUNT} different 64-byte pairs, a level of a merkle tree`,
  unit: 'hashes/s',
  entrants: ({ engines = [], pairBatchHashers = [], hashers = [], bitcoinjs = [] }) => [
    ...engines.map((contender) => batch.entrant(contender, () => contender.engine.sha256dPairs(batch.messages))),
    ...hashers.map((contender) => {
      const { sha256 } = contender;
      return batch.entrant(contender, () => oneByOne(batch, (pair) => sha256(sha256(pair))));
    }),
    ...pairBatchHashers.map((contender) => {
      const { hashPairsOnce, sha256 } = contender;
      // its batches take 64 bytes and nothing else, so the second hash is one call each
      return batch.entrant(contender, () => {
        const once = new Uint8Array(COUNT * 32);
        hashPairsOnce(batch.messages, once);
        const digest = (n: number): Uint8Array => once.subarray(n * 32, n * 32 + 32);
        return oneByOne({ message: digest }, sha256);
      });
    }),
    ...bitcoinjs.map((contender) => batch.entrant(contender, () => oneByOne(batch, contender.hash256))),
  ],
};

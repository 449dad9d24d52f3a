import type { CreateEngine } from '../../../src/compliance/index.ts';
import type { Engine } from '../../../src/engine/index.ts';
import { faulty } from './faulty-engine.ts';

/** Batches that come out wrong, the same for each method. */
const BATCH_FAULTS: Record<string, (digests: Uint8Array) => Uint8Array> = {
  'swaps two lanes of a batch': (digests) => {
    if (digests.length >= 4 * 32) {
      const second = digests.slice(32, 64);
      digests.copyWithin(32, 64, 96);
      digests.set(second, 64);
    }
    return digests;
  },
  'hands out the same memory again': ((memory) => (digests: Uint8Array) => {
    if (digests.length > memory.length) return digests;
    memory.set(digests);
    return memory.subarray(0, digests.length);
  })(new Uint8Array(32 * 2000)),
  'loses the last of an odd number': (digests) => {
    if (digests.length % 64 === 32) digests.fill(0, digests.length - 32);
    return digests;
  },
  'gives nothing of a batch above 200': (digests) => {
    digests.fill(0, 200 * 32);
    return digests;
  },
};

const BATCHES: Record<string, (good: Engine, change: (digests: Uint8Array) => Uint8Array) => Partial<Engine>> = {
  headers: (good, change) => ({ sha256dHeaders: (bytes) => change(good.sha256dHeaders(bytes)) }),
  pairs: (good, change) => ({ sha256dPairs: (bytes) => change(good.sha256dPairs(bytes)) }),
  messages: (good, change) => ({ sha256Messages: (bytes, size) => change(good.sha256Messages(bytes, size)) }),
};

/** Messages of some sizes are hashed wrong. */
const wrongSizes = (isWrong: (sizeBytes: number) => boolean): CreateEngine =>
  faulty((good) => ({
    sha256Messages(messages, size) {
      const digests = good.sha256Messages(messages, size);
      if (isWrong(size)) digests.forEach((byte, i) => (digests[i] = byte ^ 1));
      return digests;
    },
  }));

/** Faults of hashing many at once. */
export const batchFaults: Record<string, CreateEngine> = {
  ...Object.fromEntries(
    Object.entries(BATCHES).flatMap(([name, method]) =>
      Object.entries(BATCH_FAULTS).map(([fault, change]) => [
        `${fault}, of ${name}`,
        faulty((good) => method(good, (digests) => change(digests))),
      ]),
    ),
  ),
  'hashes pairs once': faulty((good) => ({ sha256dPairs: (pairs) => good.sha256Messages(pairs, 64) })),
  'writes the parents over the pairs': faulty((good) => ({
    sha256dPairs(pairs) {
      const parents = good.sha256dPairs(pairs);
      pairs.set(parents);
      return parents;
    },
  })),
  'forgets the block of padding behind 56 bytes': wrongSizes((size) => size % 64 >= 56),
  'forgets the block of padding behind whole blocks': wrongSizes((size) => size % 64 === 0),
  'hashes messages up to one block': wrongSizes((size) => size > 119),
  'hashes no message of odd bytes': wrongSizes((size) => size % 4 === 3),
  'hashes no very long message': wrongSizes((size) => size > 60_000),
  'takes a batch of half a message': faulty((good) => ({
    sha256Messages: (messages, size) =>
      good.sha256Messages(messages.subarray(0, messages.length - (messages.length % size || 0)), size),
  })),
  'takes a batch of half a pair': faulty((good) => ({
    sha256dPairs: (pairs) => good.sha256dPairs(pairs.subarray(0, pairs.length - (pairs.length % 64 || 0))),
  })),
};

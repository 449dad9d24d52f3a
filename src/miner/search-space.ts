/**
 * Everything that a job allows to be tried, in one fixed order, cut into chunks.
 *
 * A *variant* is the header with its version bits, time and merkle root settled; each variant has the job's whole
 * nonce range. Version bits roll fastest (BIP-0320: no other part of the block changes), then time, then extra nonce:
 *
 *     for each extra nonce: for each time: for each version: [nonceStart, nonceEnd)
 *
 * The first variant is the template as it stands. Version number i is the template's with the bits of i, laid into the
 * mask from the lowest upwards, flipped.
 */
import { assertBytes, dataView } from '../primitives/index.ts';
import type { CheckedJob } from './mine-job.ts';

const EXTRA_NONCE_END = 0x1_0000_0000;

/** Some nonces of one variant, `[start, end)`. */
export interface Chunk {
  /** Counts chunks in the order of the search space: a chunk before another has the lower number. */
  readonly order: number;
  /** The variant, 80 bytes. */
  readonly header: Uint8Array;
  readonly extraNonce: number | undefined;
  readonly start: number;
  readonly end: number;
}

/** Hands out chunks in ascending order, each nonce of each variant exactly once. */
export interface SearchSpace {
  /**
   * The next chunk of at most `size` nonces, or undefined when all is handed out.
   * @throws whatever `merkleRootFor` throws, and TypeError or RangeError when it returns no 32 bytes
   */
  next(size: number): Chunk | undefined;
}

interface Variant {
  readonly header: Uint8Array;
  readonly extraNonce: number | undefined;
}

/** The bits of `index`, lowest first, in the places of the mask's bits. */
function spreadOverMask(index: number, mask: number): number {
  let spread = 0;
  let left = index;
  for (let bit = 0; bit < 32; bit++) {
    if (((mask >>> bit) & 1) === 0) continue;
    spread |= (left & 1) << bit;
    left >>>= 1;
  }
  return spread;
}

function countBits(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}

function* eachMerkleRoot(job: CheckedJob): Generator<Variant> {
  if (job.merkleRootFor === undefined) {
    yield { header: job.header, extraNonce: undefined };
    return;
  }
  for (let extraNonce = 0; extraNonce < EXTRA_NONCE_END; extraNonce++) {
    const root = job.merkleRootFor(extraNonce);
    assertBytes(`merkleRootFor(${extraNonce})`, root, 32);
    const header = job.header.slice();
    header.set(root, 36);
    yield { header, extraNonce };
  }
}

function* eachVariant(job: CheckedJob): Generator<Variant> {
  const template = dataView(job.header);
  const version = template.getInt32(0, true);
  const versions = 2 ** countBits(job.versionMask);
  for (const { header: base, extraNonce } of eachMerkleRoot(job)) {
    for (let time = template.getUint32(68, true); time <= job.maxTime; time++) {
      for (let i = 0; i < versions; i++) {
        const header = base.slice();
        const view = dataView(header);
        view.setInt32(0, version ^ spreadOverMask(i, job.versionMask), true);
        view.setUint32(68, time, true);
        yield { header, extraNonce };
      }
    }
  }
}

/** The search space of a job, from its first chunk. */
export function createSearchSpace(job: CheckedJob): SearchSpace {
  const variants = eachVariant(job);
  let variant: Variant | undefined;
  let nonce = job.nonceEnd;
  let order = 0;
  return {
    next(size) {
      if (job.nonceStart === job.nonceEnd) return undefined;
      if (nonce === job.nonceEnd) {
        const following = variants.next();
        if (following.done === true) return undefined;
        variant = following.value;
        nonce = job.nonceStart;
      }
      const start = nonce;
      nonce = Math.min(start + size, job.nonceEnd);
      return { ...variant!, order: order++, start, end: nonce };
    },
  };
}

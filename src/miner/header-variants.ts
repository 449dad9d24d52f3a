/**
 * What a job allows to be rolled when its nonces are used up, in one fixed order.
 *
 * A *variant* is the header with its time and merkle root settled, in a group of versions that are tried side by side,
 * because they share most of the work of a nonce. Each variant has the job's whole nonce range. Version bits roll fastest
 * (BIP-0320: no other part of the block changes), then time, then extra nonce. The order of all attempts is:
 *
 *     for each extra nonce: for each time: for each group of versions:
 *       for each nonce of [nonceStart, nonceEnd): for each version of the group
 *
 * The first attempt is the template as it stands. Version number i is the template's with the bits of i, laid into the
 * mask from the lowest upwards, flipped.
 */
import { assertBytes, dataView } from '../primitives/index.ts';
import type { CheckedJob } from './mine-job.ts';
import type { Variant } from './search-space.ts';
import type { HeaderWork } from './search-work.ts';

/** How many versions are searched at once, at most: up to 16. 4, 8 and 16 gain 11, 14 and 16 % over one (bench/results). */
export const VERSIONS_GROUP = 16;

const EXTRA_NONCE_END = 0x1_0000_0000;

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

/** How many versions a mask allows. */
export function countVersions(mask: number): number {
  let count = 1;
  for (let left = mask; left !== 0; left &= left - 1) count *= 2;
  return count;
}

/** The versions of a job, group by group. */
function* eachGroup(version: number, mask: number): Generator<readonly number[]> {
  const count = countVersions(mask);
  for (let from = 0; from < count; from += VERSIONS_GROUP) {
    const size = Math.min(VERSIONS_GROUP, count - from);
    yield Array.from({ length: size }, (_, i) => version ^ spreadOverMask(from + i, mask));
  }
}

function* eachMerkleRoot({
  header,
  merkleRootFor,
}: CheckedJob): Generator<Omit<Variant<HeaderWork>, 'work'> & { header: Uint8Array }> {
  if (merkleRootFor === undefined) {
    yield { header };
    return;
  }
  for (let extraNonce = 0; extraNonce < EXTRA_NONCE_END; extraNonce++) {
    const root = merkleRootFor(extraNonce);
    assertBytes(`merkleRootFor(${extraNonce})`, root, 32);
    const rolled = header.slice();
    rolled.set(root, 36);
    yield { header: rolled, extraNonce };
  }
}

/** The variants of a job, in order. */
export function* eachHeaderVariant(job: CheckedJob): Generator<Variant<HeaderWork>> {
  const template = dataView(job.header);
  const version = template.getInt32(0, true);
  for (const { header: base, ...rest } of eachMerkleRoot(job)) {
    for (let time = template.getUint32(68, true); time <= job.maxTime; time++) {
      const header = base.slice();
      dataView(header).setUint32(68, time, true);
      for (const versions of eachGroup(version, job.versionMask))
        yield { work: { kind: 'header', header, versions, target: job.target }, ...rest };
    }
  }
}

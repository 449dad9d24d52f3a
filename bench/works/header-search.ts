/**
 * header-search: hash a header with one nonce after another until one meets the target.
 *
 * The header is Bitcoin's first (genesis). Its nonce is public, and the range ends just behind it.
 */
import { headerMidstate, headerTail, hexToBytes, uint256ToBytesLE } from '../../src/primitives/index.ts';
import type { Answer, Bytes, Hasher } from '../contenders/contender.ts';
import type { EngineContender } from '../contenders/midstate.ts';
import { rangeSearch } from './range-search.ts';
import type { Work } from './work.ts';

/** 80 bytes. */
export const GENESIS_HEADER: Uint8Array = hexToBytes(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e' +
    '67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
);
export const GENESIS_NONCE = 2_083_236_893;
/** Bits 1d00ffff. */
export const GENESIS_TARGET: bigint = 0xffffn << 208n;
/** A few milliseconds for the fastest, a tenth of a second for the slowest. */
const HASHES = 32_768;

export const headerSearch: Work = {
  name: 'header-search',
  title: 'Search a nonce: sha256d of an 80-byte header, consecutive nonces, against a target',
  unit: 'hashes/s',
  entrants: ({ engines = [], hashers = [] }) =>
    [
      ...engines.map((contender) => ({ contender, search: engineSearch(contender) })),
      ...hashers.map((contender) => ({ contender, search: hasherSearch(contender) })),
    ].map((task) => rangeSearch({ ...task, nonce: GENESIS_NONCE, attempts: HASHES })),
};

type Search = (start: number, end: number) => Answer;

/** Folding the header is part of the work. */
function engineSearch({ engine }: EngineContender): Search {
  return (start, end) => {
    const midstate = headerMidstate(GENESIS_HEADER);
    const tail = headerTail(GENESIS_HEADER);
    const found = engine.searchHeader({ midstate, tail, target: GENESIS_TARGET, start, end });
    return found.status === 'candidate' ? found.nonce : undefined;
  };
}

/** Put in the nonce, hash twice, compare. */
function hasherSearch({ sha256 }: Hasher): Search {
  return (start, end) => {
    const header = GENESIS_HEADER.slice();
    const view = new DataView(header.buffer);
    const limit = uint256ToBytesLE(GENESIS_TARGET);
    for (let nonce = start; nonce < end; nonce++) {
      view.setUint32(76, nonce, true);
      if (isAtOrBelow(sha256(sha256(header)), limit)) return nonce;
    }
    return undefined;
  };
}

/** Compares two numbers of 32 bytes, little end first, from the top byte down: nearly every hash is decided by the first. */
export function isAtOrBelow(hash: Bytes, limit: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = hash[i]! - limit[i]!;
    if (difference !== 0) return difference < 0;
  }
  return true;
}

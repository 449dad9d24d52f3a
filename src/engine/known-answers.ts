/**
 * Known searches of headers for the self-test, computed with Python's hashlib and written down.
 *
 * All searches are over the header of Bitcoin's genesis block, some of them with another time in it. The hashes of the
 * first nonces of that header begin (most significant word) 2bc1a7f5 936f9d78 7eef970e 4ebceebe 3a5f64ad 5fec3ed0
 * 1f9fa9ec; those of 3467 to 3475 are all above 2^255, and that of 3476 is below.
 */
import { dataView, headerMidstate, headerTail, hexToBytes, UINT256_MAX } from '../primitives/index.ts';
import { GROUP_SIZE_MAX, NONCE_END } from './search-job.ts';
import type { HeaderSearchJob, SearchEnd, VersionSearchEnd, VersionSearchJob } from './search-job.ts';

const GENESIS_HEADER = hexToBytes(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
);
const GENESIS_NONCE = 2083236893;
const GENESIS_HASH = 0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26fn;
const GENESIS_TIME = 1231006505;
/** With this time, only the last of the 32 highest nonces gives a hash below 2^244. */
const LAST_NONCE_TIME = 1357;

/** A search whose end is known. */
interface KnownSearch {
  readonly name: string;
  readonly job: HeaderSearchJob;
  readonly end: SearchEnd;
}

/** The constant parts of the genesis header with another time in it. */
function prepared(time: number): Pick<HeaderSearchJob, 'midstate' | 'tail'> {
  const header = GENESIS_HEADER.slice();
  dataView(header).setUint32(68, time, true);
  return { midstate: headerMidstate(header), tail: headerTail(header) };
}

type Prepared = ReturnType<typeof prepared>;

function known(
  name: string,
  header: Prepared,
  target: bigint,
  start: number,
  end: number,
  winner: number | undefined,
): KnownSearch {
  return {
    name,
    job: { ...header, target, start, end },
    end:
      winner === undefined
        ? { status: 'exhausted', attempts: end - start }
        : { status: 'candidate', nonce: winner, attempts: winner - start + 1 },
  };
}

/** Searches with a winner in every lane, at both ends of a range, with hard and easy targets, and without a winner. */
export function knownSearches(): KnownSearch[] {
  const genesis = prepared(GENESIS_TIME);
  const lastNonce = prepared(LAST_NONCE_TIME);
  const searches = [
    known('target equal to the hash', genesis, GENESIS_HASH, GENESIS_NONCE - 9, GENESIS_NONCE + 9, GENESIS_NONCE),
    known('target one below the hash', genesis, GENESIS_HASH - 1n, GENESIS_NONCE - 9, GENESIS_NONCE + 9, undefined),
    known('range that ends before the winner', genesis, GENESIS_HASH, GENESIS_NONCE - 11, GENESIS_NONCE, undefined),
    known('range that ends at 2^32', lastNonce, (1n << 244n) - 1n, NONCE_END - 32, NONCE_END, NONCE_END - 1),
    known('four nonces below 2^32', lastNonce, (1n << 244n) - 1n, NONCE_END - 4, NONCE_END, NONCE_END - 1),
    known('empty range', genesis, UINT256_MAX, 7, 7, undefined),
    known('every hash wins', genesis, UINT256_MAX, 0, 40, 0),
    known('half of the hashes win', genesis, (1n << 255n) - 1n, 3467, 3500, 3476),
    known('first candidate misses by its low words', genesis, 0x2bc1a7f5n << 224n, 0, 40, 6),
  ];
  for (let place = 0; place < GROUP_SIZE_MAX; place++) {
    const start = GENESIS_NONCE - place;
    const end = start + GROUP_SIZE_MAX;
    searches.push(known(`winner at place ${place}`, genesis, GENESIS_HASH, start, end, GENESIS_NONCE));
  }
  return searches;
}

/** A search that finds nothing, for as long as so many nonces take. */
export function fruitlessJob(nonces: number): HeaderSearchJob {
  return { ...prepared(GENESIS_TIME), target: 0n, start: 0, end: nonces };
}

/** A search over versions whose end is known: only the last version is that of the block. */
export function knownVersions(): { readonly job: VersionSearchJob; readonly end: VersionSearchEnd } {
  const { midstate, tail } = prepared(GENESIS_TIME);
  const versions = [2, 3].map((version) => {
    const header = GENESIS_HEADER.slice();
    dataView(header).setInt32(0, version, true);
    return headerMidstate(header);
  });
  const start = GENESIS_NONCE - 10;
  return {
    job: { midstates: [...versions, midstate], tail, target: GENESIS_HASH, start, end: GENESIS_NONCE + 10 },
    end: { status: 'candidate', nonce: GENESIS_NONCE, version: 2, attempts: 3 * 10 + 3 },
  };
}

/** Checks of header search: the lowest nonce whose hash is at or below the target, and nothing outside the range. */
import type { Engine, HeaderSearchJob, SearchEnd } from '../engine/index.ts';
import { NONCE_END } from '../engine/index.ts';
import {
  bytesToUint256LE,
  dataView,
  headerHash,
  headerMidstate,
  headerTail,
  hexToBytes,
  UINT256_MAX,
} from '../primitives/index.ts';
import {
  check,
  exhausted,
  expectEnd,
  expectThrows,
  found,
  PLACES,
  someBytes,
  type EngineCheck,
} from './engine-check.ts';

/** The header of Bitcoin's genesis block, whose nonce is the only one far and wide with so low a hash. */
const genesis = hexToBytes(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
);
const genesisNonce = 2083236893;
const genesisHash = 0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26fn;

/** The checks, in no order that matters. */
export const headerSearchChecks: readonly EngineCheck[] = [
  check('it finds a winner in every place of a range', (engine) => {
    for (let place = 0; place < PLACES; place++) {
      const start = genesisNonce - place;
      for (const end of [genesisNonce + 1, genesisNonce + 2, start + PLACES]) {
        expectSearch(
          engine,
          `winner at place ${place} of ${end - start}`,
          job(genesis, genesisHash, start, end),
          found(genesisNonce, start),
        );
      }
    }
  }),
  check('a range ends before its end', (engine) => {
    for (let size = 0; size < PLACES; size++) {
      expectSearch(
        engine,
        `range of ${size}`,
        job(genesis, genesisHash, genesisNonce - size, genesisNonce),
        exhausted(size),
      );
    }
  }),
  check('of several winners it takes the lowest, from every start, for every target', (engine) => {
    const hashes = Array.from({ length: PLACES }, (_, nonce) => hashOf(genesis, nonce));
    for (const target of [...hashes, ...hashes.map((hash) => hash - 1n)]) {
      for (let start = 0; start < PLACES; start += 3) {
        const winner = hashes.findIndex((hash, nonce) => nonce >= start && hash <= target);
        const end = winner === -1 ? exhausted(PLACES - start) : found(winner, start);
        expectSearch(engine, `start ${start}, target ${target.toString(16)}`, job(genesis, target, start, PLACES), end);
      }
    }
  }),
  check('a hash equal to the target wins, one above it does not', (engine) => {
    expectSearch(
      engine,
      'equal',
      job(genesis, genesisHash, genesisNonce, genesisNonce + 1),
      found(genesisNonce, genesisNonce),
    );
    expectSearch(engine, 'one above', job(genesis, genesisHash - 1n, genesisNonce, genesisNonce + 1), exhausted(1));
  }),
  check('every hash is at or below the highest target, none at zero', (engine) => {
    expectSearch(engine, 'highest', job(genesis, UINT256_MAX, 5, 50), found(5, 5));
    expectSearch(engine, 'zero', job(genesis, 0n, genesisNonce - 20, genesisNonce + 20), exhausted(40));
  }),
  check('ranges reach up to 2^32', (engine) => {
    for (const nonce of [0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff]) {
      const target = hashOf(genesis, nonce);
      for (const start of [0xfffffffc, 0xffffffe0]) {
        let winner = start;
        while (hashOf(genesis, winner) > target) winner++;
        expectSearch(
          engine,
          `[${start}, 2^32) for the hash of ${nonce}`,
          job(genesis, target, start, NONCE_END),
          found(winner, start),
        );
      }
    }
    expectSearch(engine, 'no winner', job(genesis, 0n, 0xffffff00, NONCE_END), exhausted(0x100));
  }),
  check('an empty range is exhausted at once', (engine) => {
    for (const at of [0, 1, genesisNonce, NONCE_END])
      expectSearch(engine, `at ${at}`, job(genesis, UINT256_MAX, at, at), exhausted(0));
  }),
  check('jobs do not disturb each other, nor do batches', (engine) => {
    const other = genesis.slice();
    other[0] = 2;
    const target = hashOf(other, 17);
    for (let round = 0; round < 3; round++) {
      expectSearch(
        engine,
        'the first job',
        job(genesis, genesisHash, genesisNonce - 10, genesisNonce + 10),
        found(genesisNonce, genesisNonce - 10),
      );
      engine.sha256dHeaders(someBytes(80 * 19));
      expectSearch(engine, 'the second job', job(other, target, 17, 18), found(17, 17));
    }
  }),
  check('it refuses a malformed job', (engine) => {
    const good = job(genesis, genesisHash, 0, 1);
    const bad =
      (change: object): (() => unknown) =>
      () =>
        engine.searchHeader({ ...good, ...change });
    expectThrows('midstate of 7 words', RangeError, bad({ midstate: new Uint32Array(7) }), 'job.midstate');
    expectThrows('midstate of bytes', TypeError, bad({ midstate: new Uint8Array(32) }), 'job.midstate');
    expectThrows('tail of 16 bytes', RangeError, bad({ tail: new Uint8Array(16) }), 'job.tail');
    expectThrows('target below zero', RangeError, bad({ target: -1n }), 'job.target');
    expectThrows('target of 2^256', RangeError, bad({ target: UINT256_MAX + 1n }), 'job.target');
    expectThrows('target that is a number', TypeError, bad({ target: 1 }), 'job.target');
    expectThrows('start below zero', RangeError, bad({ start: -1 }), 'job.start');
    expectThrows('start that is no integer', TypeError, bad({ start: 0.5 }), 'job.start');
    expectThrows('end above 2^32', RangeError, bad({ start: NONCE_END, end: NONCE_END + 1 }), 'job.end');
    expectThrows('end before start', RangeError, bad({ start: 2, end: 1 }), 'job.end');
  }),
];

function job(header: Uint8Array, target: bigint, start: number, end: number): HeaderSearchJob {
  return { midstate: headerMidstate(header), tail: headerTail(header), target, start, end };
}

function hashOf(header: Uint8Array, nonce: number): bigint {
  const whole = header.slice();
  dataView(whole).setUint32(76, nonce, true);
  return bytesToUint256LE(headerHash(whole));
}

function expectSearch(engine: Engine, what: string, search: HeaderSearchJob, expected: SearchEnd): void {
  expectEnd(what, engine.searchHeader(search), expected);
}

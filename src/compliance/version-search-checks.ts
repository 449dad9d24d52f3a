/** Checks of the search over versions of a header: the lowest nonce, and of its versions the first. */
import type { Engine, VersionSearchEnd, VersionSearchJob } from '../engine/index.ts';
import { NONCE_END, VERSIONS_MAX } from '../engine/index.ts';
import {
  bytesToUint256LE,
  dataView,
  headerHash,
  headerMidstate,
  headerTail,
  UINT256_MAX,
} from '../primitives/index.ts';
import { check, exhausted, expectEnd, expectThrows, someBytes, type EngineCheck } from './engine-check.ts';

/** Nonces of a search: more than two groups of any engine. */
const NONCES = 12;

/** The checks, in no order that matters. */
export const versionSearchChecks: readonly EngineCheck[] = [
  check('it finds a winner in every version, whatever their number', (engine) => {
    for (let count = 1; count <= VERSIONS_MAX; count++) {
      const headers = headersOf(count);
      const hashes = hashesOf(headers, 1000, 1000 + NONCES);
      for (let version = 0; version < count; version++) {
        const target = hashes[((5 * version) % NONCES) * count + version]!;
        expectVersions(engine, headers, target, 1000, 1000 + NONCES, hashes);
      }
    }
  }),
  check('of several winners it takes the lowest nonce and of that the first version', (engine) => {
    for (const count of [1, 2, 3, 4, 5, 8, 16]) {
      const headers = headersOf(count);
      const hashes = hashesOf(headers, 0, NONCES);
      const lowest = [...hashes].sort((a, b) => (a < b ? -1 : 1)).slice(0, 8);
      for (let start = 0; start < NONCES; start += 3) {
        for (const target of lowest) {
          const rest = hashes.slice(start * count);
          expectVersions(engine, headers, target, start, NONCES, rest);
          expectVersions(engine, headers, target - 1n, start, NONCES, rest);
        }
      }
    }
  }),
  check('a version that just misses does not hide the later versions of its nonce', (engine) => {
    const headers = headersOf(6);
    const hashes = hashesOf(headers, 0, NONCES);
    hashes.forEach((hash, place) => {
      const start = Math.floor(place / 6);
      expectVersions(engine, headers, hash - 1n, start, NONCES, hashes.slice(start * 6));
    });
  }),
  check('ranges of versions reach up to 2^32, and may be empty', (engine) => {
    for (const count of [1, 4, 7]) {
      const headers = headersOf(count);
      for (const start of [0xfffffffc, 0xffffffff]) {
        const hashes = hashesOf(headers, start, NONCE_END);
        for (const target of hashes) expectVersions(engine, headers, target, start, NONCE_END, hashes);
        expectVersions(engine, headers, 0n, start, NONCE_END, hashes);
      }
      for (const at of [0, 7, NONCE_END]) expectVersions(engine, headers, UINT256_MAX, at, at);
    }
  }),
  check('it refuses a malformed job over versions', (engine) => {
    const good = jobOf(headersOf(2), 0n, 0, 1);
    const bad =
      (change: object): (() => unknown) =>
      () =>
        engine.searchVersions({ ...good, ...change });
    const midstate = new Uint32Array(8);
    const many = Array.from({ length: VERSIONS_MAX + 1 }, () => midstate);
    expectThrows('no version', RangeError, bad({ midstates: [] }), 'job.midstates');
    expectThrows('too many versions', RangeError, bad({ midstates: many }), 'job.midstates');
    expectThrows('midstates in one array', TypeError, bad({ midstates: new Uint32Array(16) }), 'job.midstates');
    expectThrows('7 words', RangeError, bad({ midstates: [midstate, new Uint32Array(7)] }), 'job.midstates[1]');
    expectThrows('bytes', TypeError, bad({ midstates: [new Uint8Array(32)] }), 'job.midstates[0]');
    expectThrows('tail of 16 bytes', RangeError, bad({ tail: new Uint8Array(16) }), 'job.tail');
    expectThrows('target that is a number', TypeError, bad({ target: 1 }), 'job.target');
    expectThrows('start below zero', RangeError, bad({ start: -1 }), 'job.start');
    expectThrows('end before start', RangeError, bad({ start: 2, end: 1 }), 'job.end');
  }),
];

/** Headers that differ in the bits that BIP-0320 leaves to miners. */
function headersOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const header = someBytes(80, count);
    dataView(header).setUint32(0, 0x20000000 + (i << 13), true);
    return header;
  });
}

function jobOf(headers: readonly Uint8Array[], target: bigint, start: number, end: number): VersionSearchJob {
  const midstates = headers.map((header) => headerMidstate(header));
  return { midstates, tail: headerTail(headers[0]!), target, start, end };
}

function hashOf(header: Uint8Array, nonce: number): bigint {
  const whole = header.slice();
  dataView(whole).setUint32(76, nonce, true);
  return bytesToUint256LE(headerHash(whole));
}

/** The hashes of a range, all versions of a nonce before the next one. */
function hashesOf(headers: readonly Uint8Array[], start: number, end: number): bigint[] {
  const nonces = Array.from({ length: end - start }, (_, i) => start + i);
  return nonces.flatMap((nonce) => headers.map((header) => hashOf(header, nonce)));
}

function expectVersions(
  engine: Engine,
  headers: readonly Uint8Array[],
  target: bigint,
  start: number,
  end: number,
  hashes: readonly bigint[] = hashesOf(headers, start, end),
): void {
  const place = hashes.findIndex((hash) => hash <= target);
  const nonce = start + Math.floor(place / headers.length);
  const expected: VersionSearchEnd =
    place === -1
      ? exhausted(hashes.length)
      : { status: 'candidate', nonce, version: place % headers.length, attempts: place + 1 };
  const what = `${headers.length} versions, [${start}, ${end}), target ${target.toString(16)}`;
  expectEnd(what, engine.searchVersions(jobOf(headers, target, start, end)), expected);
}

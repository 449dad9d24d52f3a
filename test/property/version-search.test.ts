import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, NONCE_END, type Engine, type VersionSearchEnd } from '../../src/engine/index.ts';
import { headerMidstate, headerTail } from '../../src/primitives/index.ts';
import { EVERY_ENGINE } from '../fixtures/every-engine.ts';

/** Larger than two groups of nonces of any kernel. */
const RANGE = 24;

/** The bits that miners may roll (BIP-0320). */
const VERSION_MASK = 0x1fffe000;

/** The headers of one template that differ in the version alone. */
function headersOf(header: Uint8Array, versions: readonly number[]): Buffer[] {
  return versions.map((version) => {
    const bytes = Buffer.from(header);
    bytes.writeUInt32LE(version, 0);
    return bytes;
  });
}

function hashOf(header: Uint8Array, nonce: number): bigint {
  const bytes = Buffer.from(header);
  bytes.writeUInt32LE(nonce, 76);
  const once = createHash('sha256').update(bytes).digest();
  return BigInt(`0x${createHash('sha256').update(once).digest().reverse().toString('hex')}`);
}

/** The hashes of a range, all versions of a nonce before the next one. */
function hashesOf(headers: readonly Uint8Array[], start: number, end: number): bigint[] {
  const hashes: bigint[] = [];
  for (let nonce = start; nonce < end; nonce++) for (const header of headers) hashes.push(hashOf(header, nonce));
  return hashes;
}

/** What a search must end with, by the hashes in order. */
function tried(hashes: readonly bigint[], versions: number, target: bigint, start: number): VersionSearchEnd {
  const place = hashes.findIndex((hash) => hash <= target);
  if (place === -1) return { status: 'exhausted', attempts: hashes.length };
  return {
    status: 'candidate',
    nonce: start + Math.floor(place / versions),
    version: place % versions,
    attempts: place + 1,
  };
}

const header = fc.uint8Array({ minLength: 80, maxLength: 80 });
const versions = fc.array(
  fc.integer({ min: 0, max: 0xffff }).map((rolled) => (0x20000000 | ((rolled << 13) & VERSION_MASK)) >>> 0),
  { minLength: 1, maxLength: 16 },
);
const start = fc.oneof(
  fc.integer({ min: 0, max: NONCE_END - RANGE }),
  fc.integer({ min: NONCE_END - RANGE, max: NONCE_END }),
  fc.constant(0xfffffffc),
);

describe.each(EVERY_ENGINE)('engine (%s) searches versions as node:crypto does', (_name, options) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(options);
  });
  afterAll(() => engine.close());

  const search = (headers: readonly Uint8Array[], target: bigint, from: number, end: number): VersionSearchEnd =>
    engine.searchVersions({
      midstates: headers.map((each) => headerMidstate(each)),
      tail: headerTail(headers[0]!),
      target,
      start: from,
      end,
    });

  it('for any header, versions, range and target', () => {
    fc.assert(
      fc.property(
        header,
        versions,
        start,
        fc.nat({ max: RANGE }),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        (bytes, numbers, from, size, places) => {
          const end = Math.min(NONCE_END, from + size);
          const headers = headersOf(bytes, numbers);
          const hashes = hashesOf(headers, from, end);
          // from a target that one hash meets to those that many meet, and just not
          const ordered = hashes.toSorted((a, b) => (a < b ? -1 : 1));
          for (const [i, place] of places.entries()) {
            const hash = (i % 2 === 0 ? ordered[place % 5] : hashes[place % hashes.length]) ?? 1n;
            for (const target of [hash, hash - 1n])
              expect(search(headers, target, from, end)).toEqual(tried(hashes, numbers.length, target, from));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(Array.from({ length: 16 }, (_, i) => i + 1))(
    'with a winner in each of %d versions and each place',
    (count) => {
      const bytes = Uint8Array.from({ length: 80 }, (_, i) => (i * 7 + count) % 251);
      const headers = headersOf(
        bytes,
        Array.from({ length: count }, (_, i) => (0x20000000 | (i << 13)) >>> 0),
      );
      for (const from of [0, 1, NONCE_END - RANGE]) {
        const hashes = hashesOf(headers, from, from + RANGE);
        hashes.forEach((target, place) => {
          expect(search(headers, target, from, from + RANGE)).toEqual(tried(hashes, count, target, from));
          // a version that misses by its last bits alone: the other versions of its nonce count still
          const first = Math.floor(place / count);
          expect(search(headers, target - 1n, from + first, from + RANGE)).toEqual(
            tried(hashes.slice(first * count), count, target - 1n, from + first),
          );
        });
        const least = hashes.toSorted((a, b) => (a < b ? -1 : 1));
        for (let first = 0; first < RANGE; first++) {
          const rest = hashes.slice(first * count);
          for (const target of least.slice(0, 4))
            expect(search(headers, target, from + first, from + RANGE)).toEqual(
              tried(rest, count, target, from + first),
            );
        }
      }
    },
  );

  it('in the last nonces below 2^32', () => {
    const bytes = Uint8Array.from({ length: 80 }, (_, i) => (i * 11 + 3) % 251);
    for (const count of [1, 2, 4, 5, 16]) {
      const headers = headersOf(
        bytes,
        Array.from({ length: count }, (_, i) => i << 13),
      );
      for (const from of [0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff, NONCE_END]) {
        const hashes = hashesOf(headers, from, NONCE_END);
        for (const target of [0n, ...hashes])
          expect(search(headers, target, from, NONCE_END)).toEqual(tried(hashes, count, target, from));
      }
    }
  });

  it('with the same version twice: the first of them', () => {
    const bytes = Uint8Array.from({ length: 80 }, (_, i) => (i * 5 + 1) % 251);
    const headers = headersOf(bytes, [7, 7, 7, 7, 7]);
    const target = hashOf(headers[0]!, 9);
    expect(search(headers, target, 9, 12)).toEqual({ status: 'candidate', nonce: 9, version: 0, attempts: 1 });
  });

  it('as a search of the one header, where there is one version', () => {
    const bytes = Uint8Array.from({ length: 80 }, (_, i) => (i * 3 + 1) % 251);
    for (let nonce = 0; nonce < RANGE; nonce++) {
      const target = hashOf(bytes, nonce);
      const job = { tail: headerTail(bytes), target, start: 0, end: RANGE };
      const alone = engine.searchHeader({ ...job, midstate: headerMidstate(bytes) });
      const rolled = engine.searchVersions({ ...job, midstates: [headerMidstate(bytes)] });
      expect(rolled).toEqual({ ...alone, version: 0 });
    }
  });
});

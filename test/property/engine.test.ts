import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, NONCE_END, type Engine, type SearchEnd } from '../../src/engine/index.ts';
import { headerMidstate, headerTail } from '../../src/primitives/index.ts';
import { EVERY_ENGINE } from '../fixtures/every-engine.ts';

/** Small enough for node:crypto to try every nonce, larger than two groups of the widest kernel. */
const RANGE = 24;

function sha256d(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();
}

function hashOf(header: Uint8Array, nonce: number): bigint {
  const bytes = Buffer.from(header);
  bytes.writeUInt32LE(nonce, 76);
  return BigInt(`0x${sha256d(bytes).reverse().toString('hex')}`);
}

/** What a search must end with, by trying every nonce in order. */
function tried(header: Uint8Array, target: bigint, start: number, end: number): SearchEnd {
  for (let nonce = start; nonce < end; nonce++) {
    if (hashOf(header, nonce) <= target) return { status: 'candidate', nonce, attempts: nonce - start + 1 };
  }
  return { status: 'exhausted', attempts: end - start };
}

const header = fc.uint8Array({ minLength: 80, maxLength: 80 });
const start = fc.oneof(
  fc.integer({ min: 0, max: NONCE_END - RANGE }),
  fc.integer({ min: NONCE_END - RANGE, max: NONCE_END }),
  fc.constant(0xfffffffc),
);
/** From targets that no hash meets to targets that all meet. */
const target = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), fc.integer({ min: 0, max: 12 }))
  .map(([value, shift]) => value >> BigInt(shift));

describe.each(EVERY_ENGINE)('engine (%s) against node:crypto', (_name, options) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(options);
  });
  afterAll(() => engine.close());

  const search = (bytes: Uint8Array, limit: bigint, from: number, end: number): SearchEnd =>
    engine.searchHeader({ midstate: headerMidstate(bytes), tail: headerTail(bytes), target: limit, start: from, end });

  it('ends a search of any header, target and range as trying every nonce does', () => {
    fc.assert(
      fc.property(header, target, start, fc.integer({ min: 0, max: RANGE }), (bytes, limit, from, size) => {
        const end = Math.min(NONCE_END, from + size);
        expect(search(bytes, limit, from, end)).toEqual(tried(bytes, limit, from, end));
      }),
      { numRuns: 200 },
    );
  });

  it('meets a target that is exactly the hash of a nonce, and none of that nonce one below', () => {
    fc.assert(
      fc.property(header, start, fc.nat({ max: RANGE - 1 }), fc.nat({ max: RANGE - 1 }), (bytes, from, a, b) => {
        const end = Math.min(NONCE_END, from + RANGE);
        fc.pre(from < end);
        const hashes = [a, b].map((place) => hashOf(bytes, Math.min(end - 1, from + place)));
        for (const hash of hashes) {
          expect(search(bytes, hash, from, end)).toEqual(tried(bytes, hash, from, end));
          expect(search(bytes, hash - 1n, from, end)).toEqual(tried(bytes, hash - 1n, from, end));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('hashes any batch', () => {
    const batch = fc
      .integer({ min: 0, max: 30 })
      .chain((count) => fc.uint8Array({ minLength: 80 * count, maxLength: 80 * count }));
    fc.assert(
      fc.property(batch, (headers) => {
        const expected = Array.from({ length: headers.length / 80 }, (_, i) =>
          sha256d(headers.subarray(80 * i, 80 * i + 80)),
        );
        expect(Buffer.from(engine.sha256dHeaders(headers)).equals(Buffer.concat(expected))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

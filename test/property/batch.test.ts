import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/engine/index.ts';
import { EVERY_ENGINE } from '../fixtures/every-engine.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

function eachOf(bytes: Uint8Array, sizeBytes: number, hash: (part: Uint8Array) => Buffer): string {
  const hashes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += sizeBytes) hashes.push(hash(bytes.subarray(at, at + sizeBytes)));
  return Buffer.concat(hashes).toString('hex');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Bytes that have no two words alike within many messages. */
const pattern = (length: number, seed = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + (i >>> 8) * 13 + (i >>> 16) * 5 + seed) % 251);

/** More than any kernel takes at once. */
const MANY = [63, 64, 65, 127, 128, 129, 250, 256, 257, 511, 513, 1023, 1025, 2500];

describe.each(EVERY_ENGINE)('engine (%s) hashes batches as node:crypto does', (_name, options) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(options);
  });
  afterAll(() => engine.close());

  const expectMessages = (messages: Uint8Array, sizeBytes: number): void => {
    expect(hex(engine.sha256Messages(messages, sizeBytes)), `size ${sizeBytes}, ${messages.length} bytes`).toBe(
      eachOf(messages, sizeBytes, sha256),
    );
  };
  const expectPairs = (pairs: Uint8Array): void => {
    expect(hex(engine.sha256dPairs(pairs)), `${pairs.length / 64} pairs`).toBe(
      eachOf(pairs, 64, (pair) => sha256(sha256(pair))),
    );
  };

  it('pairs of any number', () => {
    for (let count = 0; count <= 40; count++) expectPairs(pattern(64 * count, count));
    for (const count of MANY) expectPairs(pattern(64 * count, count));
  });

  it('messages of every size up to 200 bytes, in any number', () => {
    for (let size = 1; size <= 200; size++)
      for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 9, 13]) expectMessages(pattern(size * count, count), size);
  });

  it('messages of each number up to 40, and of many more', () => {
    // of the longest few fit into the memory for a batch: some number is just above it
    for (const size of [1, 4, 31, 32, 55, 56, 63, 64, 65, 119, 120, 1000]) {
      for (let count = 0; count <= 45; count++) expectMessages(pattern(size * count, count), size);
      if (size < 1000) for (const count of MANY) expectMessages(pattern(size * count, count), size);
    }
  });

  it('long messages', () => {
    for (const size of [
      201, 255, 256, 511, 1000, 1024, 4095, 4096, 4097, 16_384, 20_000, 32_768, 65_527, 65_535, 65_536,
    ])
      for (const count of [0, 1, 2, 3, 4, 5, 9]) expectMessages(pattern(size * count, count), size);
  });

  it('what lies anywhere in a buffer, and leaves it as it was', () => {
    const buffer = pattern(5000);
    const before = hex(buffer);
    for (const offset of [1, 2, 3, 5, 7, 64]) {
      expectPairs(buffer.subarray(offset, offset + 64 * 11));
      expectMessages(buffer.subarray(offset, offset + 37 * 11), 37);
      expectMessages(Buffer.from(buffer).subarray(offset, offset + 70 * 11), 70);
    }
    expect(hex(buffer)).toBe(before);
  });

  it('into a new array each time', () => {
    for (const hash of [
      (bytes: Uint8Array) => engine.sha256dPairs(bytes),
      (bytes: Uint8Array) => engine.sha256Messages(bytes, 64),
      (bytes: Uint8Array) => engine.sha256dHeaders(bytes.subarray(0, 560)),
    ]) {
      const first = hash(pattern(640, 1));
      const before = hex(first);
      const second = hash(pattern(640, 2));
      expect(hex(first)).toBe(before);
      expect(hex(second)).not.toBe(before);
      expect(first.buffer).not.toBe(second.buffer);
      expect(first.byteLength).toBe(first.buffer.byteLength);
      expect(Object.getPrototypeOf(first)).toBe(Uint8Array.prototype);
    }
  });

  it('random bytes, one method after another', () => {
    const call = fc.record({
      size: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(55, 56, 63, 64, 65, 119, 120)),
      count: fc.integer({ min: 0, max: 25 }),
      seed: fc.nat({ max: 250 }),
      isPairs: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 6 }), (calls) => {
        for (const { size, count, seed, isPairs } of calls) {
          if (isPairs) expectPairs(pattern(64 * count, seed));
          else expectMessages(pattern(size * count, seed), size);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('nothing that is cut short or no array of bytes', () => {
    const pairs = (value: unknown) => () => engine.sha256dPairs(value as Uint8Array);
    const messages = (value: unknown, size: unknown) => () =>
      engine.sha256Messages(value as Uint8Array, size as number);
    expect(pairs(new Uint8Array(63))).toThrow(new RangeError('pairs: expected a multiple of 64 bytes, got 63'));
    expect(pairs(new Uint8Array(96))).toThrow(RangeError);
    expect(pairs([])).toThrow(TypeError);
    expect(messages(new Uint8Array(5), 2)).toThrow(new RangeError('messages: expected a multiple of 2 bytes, got 5'));
    expect(messages(new Uint8Array(4), 0)).toThrow('sizeBytes: expected an integer from 1 to 65536, got 0');
    expect(messages(new Uint8Array(0), 65_537)).toThrow(RangeError);
    expect(messages(new Uint8Array(4), 1.5)).toThrow(TypeError);
    expect(messages('text', 4)).toThrow(new TypeError('messages: expected a Uint8Array, got "text"'));
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compress, compressReady } from '../../src/engine/js-compress.ts';
import { counterBytes } from '../../src/engine/js-message-search.ts';
import { INITIAL, runRounds, sumSchedule } from '../../src/engine/js-sha256.ts';

/** The words of a message of 55 bytes with its padding, and its digest by node:crypto. */
const message = Buffer.from(Array.from({ length: 55 }, (_, i) => (i * 167 + 13) & 0xff));
const bytes = Buffer.concat([message, Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0x01, 0xb8])]);
const block = Int32Array.from({ length: 16 }, (_, i) => bytes.readInt32BE(4 * i));
const digest = createHash('sha256').update(message).digest();
const words = Int32Array.from({ length: 8 }, (_, i) => digest.readInt32BE(4 * i));

describe('a compression', () => {
  it.each([0, 4, 8, 12])('goes on after %i rounds', (from) => {
    const state = INITIAL.slice();
    runRounds(state, block, 0, from);
    const result = new Int32Array(8);
    compress(result, INITIAL, state, block, from);
    expect(result).toEqual(words);
  });

  it('may write over what it reads, and leaves what stands behind', () => {
    const state = INITIAL.slice();
    compress(state, state, state, block, 0);
    expect(state).toEqual(words);
    const own = block.slice();
    compress(own, INITIAL, INITIAL, own, 0);
    expect(own).toEqual(Int32Array.of(...words, ...block.subarray(8)));
  });

  it('runs over a schedule that is ready', () => {
    const schedule = new Int32Array(64);
    schedule.set(block);
    const sums = new Int32Array(64 + 3);
    sumSchedule(schedule, sums, 3);
    const state = INITIAL.slice();
    compressReady(state, state, sums, 3);
    expect(state).toEqual(words);
  });
});

describe('the bytes of a counter', () => {
  const ascii = (text: string): number => Buffer.from(text).readInt32BE();

  it('are four decimal digits', () => {
    for (let counter = 0; counter < 10_000; counter++)
      if (counterBytes('decimal', counter) !== ascii(String(counter).padStart(4, '0'))) expect.fail(String(counter));
  });

  it('are four hexadecimal digits in lower case', () => {
    for (let counter = 0; counter < 0x1_0000; counter++)
      if (counterBytes('hex', counter) !== ascii(counter.toString(16).padStart(4, '0'))) expect.fail(String(counter));
  });

  it('are the integer, in either byte order', () => {
    expect(counterBytes('big-endian', 0x81828384) >>> 0).toBe(0x81828384);
    expect(counterBytes('little-endian', 0x81828384) >>> 0).toBe(0x84838281);
  });
});

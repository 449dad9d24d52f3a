/** Bytes as text: the kernels in the source are the kernels that were built. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeByteText, frequentBytes } from '../../build/byte-text.ts';
import { byteOrder, CHARACTERS, decodeByteText, SINGLES_COUNT } from '../../src/engine/byte-text.ts';
import { KERNELS, SINGLES } from '../../src/engine/kernels.generated.ts';

describe('the text of bytes', () => {
  it('has 88 characters, none of which ends or escapes text in JavaScript or HTML', () => {
    expect(new Set(CHARACTERS).size).toBe(88);
    expect(/^[ -~]+$/.test(CHARACTERS)).toBe(true);
    expect(/['"`\\$<&]/.test(CHARACTERS)).toBe(false);
  });

  it('gives a character to each of 86 bytes, and a pair to each other', () => {
    // 0 to 85 have one: the others go on from 86, and the second of the two first characters begins the last 82
    const singles = Array.from({ length: SINGLES_COUNT }, (_, byte) => byte);
    expect(encodeByteText(Uint8Array.of(0, 1, 85, 86, 87, 173, 174, 255), singles)).toBe(' !|} }!}~~ ~x');
    expect(decodeByteText(' !|} }!}~~ ~x', singles)).toEqual(Uint8Array.of(0, 1, 85, 86, 87, 173, 174, 255));
    expect(decodeByteText('', singles)).toEqual(new Uint8Array(0));
  });

  it('takes the most frequent bytes for the single characters', () => {
    const files = [Uint8Array.from({ length: 256 }, (_, i) => 255 - i), Uint8Array.of(250, 7, 250)];
    const singles = frequentBytes(files);
    expect(singles).toEqual([...Array.from({ length: 85 }, (_, byte) => byte), 250]);
    expect(byteOrder(singles).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, byte) => byte));
  });

  it('says the same bytes again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const singles = frequentBytes([bytes]);
        expect(decodeByteText(encodeByteText(bytes, singles), singles)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it.each(['simd', 'scalar'] as const)('holds the kernel %s', (name) => {
    const file = readFileSync(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url));
    expect(decodeByteText(KERNELS[name], SINGLES)).toEqual(Uint8Array.from(file));
    expect(KERNELS[name].length).toBeLessThan(1.15 * file.length);
  });
});

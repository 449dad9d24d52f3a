import { describe, expect, it } from 'vitest';
import { locatorHeights } from '../../src/chain/locator.ts';
import { orderParentsFirst } from '../../src/chain/parents-first.ts';
import { skipDepth } from '../../src/chain/skip-depth.ts';

describe('locator heights', () => {
  // Computed with a Python transcription of the loop in Bitcoin Core's LocatorEntries.
  it.each([
    [0, [0]],
    [5, [5, 4, 3, 2, 1, 0]],
    [12, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
    [100, [100, 99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 87, 83, 75, 59, 27, 0]],
    [
      49_999,
      [
        49999, 49998, 49997, 49996, 49995, 49994, 49993, 49992, 49991, 49990, 49989, 49988, 49986, 49982, 49974, 49958,
        49926, 49862, 49734, 49478, 48966, 47942, 45894, 41798, 33606, 17222, 0,
      ],
    ],
  ])('from tip %i to genesis', (tip, heights) => {
    expect(locatorHeights(tip, 0)).toEqual(heights);
  });

  it('end at the anchor', () => {
    expect(locatorHeights(1020, 1000)).toEqual([
      1020, 1019, 1018, 1017, 1016, 1015, 1014, 1013, 1012, 1011, 1010, 1009, 1007, 1003, 1000,
    ]);
    expect(locatorHeights(1000, 1000)).toEqual([1000]);
  });
});

describe('skip pointers', () => {
  // Computed with a Python transcription of Bitcoin Core's GetSkipHeight.
  it("lead where Bitcoin Core's lead", () => {
    const first = [
      0, 0, 0, 1, 0, 1, 4, 1, 0, 1, 8, 1, 8, 1, 12, 9, 0, 1, 16, 1, 16, 1, 20, 17, 16, 1, 24, 17, 24, 17, 28, 25, 0,
    ];
    expect(first.map((_, depth) => skipDepth(depth))).toEqual(first);
    expect([49_999, 800_000, 800_001, 961_639].map(skipDepth)).toEqual([49_993, 799_744, 798_721, 961_633]);
  });
});

describe('parents first', () => {
  it('holds for a branch longer than a list of arguments may be', () => {
    // The hash of a header is its own number, which stands where its merkle root would; its parent's is one less.
    const count = 140_000;
    const headers = new Uint8Array(count * 80);
    const view = new DataView(headers.buffer);
    for (let i = 0; i < count; i++) {
      view.setUint32(i * 80 + 4, count - 2 - i);
      view.setUint32(i * 80 + 36, count - 1 - i);
    }
    const { headers: ordered, hashes } = orderParentsFirst(headers, {
      sha256dHeaders(bytes) {
        const numbers = new Uint8Array((bytes.length / 80) * 32);
        for (let i = 0; i * 80 < bytes.length; i++) numbers.set(bytes.subarray(i * 80 + 36, i * 80 + 68), i * 32);
        return numbers;
      },
    });
    expect(ordered.length).toBe(headers.length);
    const numbers = new DataView(hashes.buffer);
    for (const place of [0, 1, count / 2, count - 1]) expect(numbers.getUint32(place * 32)).toBe(place);
  });
});

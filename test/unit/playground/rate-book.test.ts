import { describe, expect, it } from 'vitest';
import { RateBook } from '../../../examples/playground/src/mining/rate-book.ts';

describe('rates by kernel and threads', () => {
  it('are added up, the fastest first', () => {
    const book = new RateBook();
    book.add({ backend: 'js', threads: 2 }, 1000, 1);
    book.add({ backend: 'simd', threads: 2 }, 9000, 1);
    book.add({ backend: 'simd', threads: 2 }, 3000, 2);
    book.add({ backend: 'simd', threads: 1 }, 2500, 1);
    expect(book.rate({ backend: 'simd', threads: 2 })).toBe(4000);
    expect(book.rate({ backend: 'scalar', threads: 2 })).toBeNaN();
    expect(book.rates()).toEqual([
      { backend: 'simd', threads: 2, hashes: 12_000, seconds: 3, hashesPerSecond: 4000 },
      { backend: 'simd', threads: 1, hashes: 2500, seconds: 1, hashesPerSecond: 2500 },
      { backend: 'js', threads: 2, hashes: 1000, seconds: 1, hashesPerSecond: 1000 },
    ]);
  });

  it('leave out what took no time', () => {
    const book = new RateBook();
    book.add({ backend: 'js', threads: 1 }, 0, 0);
    expect(book.rates()).toEqual([]);
  });
});

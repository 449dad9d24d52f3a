import { expect, it } from 'vitest';
import { concatBytes, joinBytes } from '../../src/primitives/index.ts';

it('parts are joined in their order, the empty ones too', () => {
  const parts = [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)];
  expect(joinBytes(parts)).toEqual(Uint8Array.of(1, 2, 3));
  expect(concatBytes(...parts)).toEqual(Uint8Array.of(1, 2, 3));
  expect([joinBytes([]), concatBytes()]).toEqual([new Uint8Array(0), new Uint8Array(0)]);
  const one = Uint8Array.of(1);
  expect(joinBytes([one])).not.toBe(one);
});

it('parts may be more than an engine passes as arguments', () => {
  const joined = joinBytes(Array.from({ length: 300_000 }, (_, i) => Uint8Array.of(i)));
  expect(joined.length).toBe(300_000);
  expect(joined.at(-1)).toBe(299_999 & 0xff);
});

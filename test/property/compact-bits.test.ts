import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsToTarget, hashMeetsTarget, targetToBitsLossy, workOfBits } from '../../src/consensus/index.ts';
import { uint256ToBytesLE } from '../../src/primitives/index.ts';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
// Numbers of every size, not only of 256 bits.
const uint256 = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), fc.integer({ min: 0, max: 256 }))
  .map(([value, shift]) => value >> BigInt(shift));

describe('compact bits', () => {
  test('encoding loses less than one part in 2^15, and never makes a target easier', () => {
    fc.assert(
      fc.property(uint256, (target) => {
        const decoded = bitsToTarget(targetToBitsLossy(target));
        expect(decoded).toMatchObject({ negative: false, overflow: false });
        expect(decoded.target <= target).toBe(true);
        expect((target - decoded.target) << 15n <= target).toBe(true);
      }),
    );
  });

  test('what was encoded once is encoded the same again', () => {
    fc.assert(
      fc.property(uint256, (target) => {
        const bits = targetToBitsLossy(target);
        expect(targetToBitsLossy(bitsToTarget(bits).target)).toBe(bits);
      }),
    );
  });

  test('a harder target is never encoded as an easier one', () => {
    fc.assert(
      fc.property(uint256, uint256, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(bitsToTarget(targetToBitsLossy(low)).target <= bitsToTarget(targetToBitsLossy(high)).target).toBe(true);
      }),
    );
  });

  test('any uint32 decodes to a uint256, the same whatever was decoded before', () => {
    fc.assert(
      fc.property(uint32, uint32, (bits, other) => {
        const first = bitsToTarget(bits);
        const work = workOfBits(bits);
        bitsToTarget(other);
        workOfBits(other);
        expect(bitsToTarget(bits)).toEqual(first);
        expect(workOfBits(bits)).toBe(work);
        expect(first.target >= 0n && first.target < 1n << 256n).toBe(true);
      }),
    );
  });
});

test('a hash meets a target exactly when its number is not above it', () => {
  fc.assert(
    fc.property(uint256, uint256, (hash, target) => {
      expect(hashMeetsTarget(uint256ToBytesLE(hash), target)).toBe(hash <= target);
      expect(hashMeetsTarget(uint256ToBytesLE(target), target)).toBe(true);
    }),
  );
});

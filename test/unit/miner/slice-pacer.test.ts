/** Slices of about 15 ms, on a clock of the test. A header costs two compressions. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/engine/index.ts';
import { SlicePacer, SPEED_MAX } from '../../../src/miner/slice-pacer.ts';

function paced(
  noncesPerMs: number,
  slices: number,
  compressionsPerNonce = 2,
  backend: Backend = 'js',
): { sizes: number[]; pacer: SlicePacer } {
  const pacer = new SlicePacer(backend, 15, compressionsPerNonce);
  const sizes: number[] = [];
  for (let i = 0; i < slices; i++) {
    sizes.push(pacer.size);
    pacer.measured(pacer.size, pacer.size / noncesPerMs);
  }
  return { sizes, pacer };
}

describe('the slice pacer', () => {
  it('begins small and doubles until a slice takes 15 ms', () => {
    const { sizes } = paced(6000, 9);
    expect(sizes).toEqual([1024, 2048, 4096, 8192, 16384, 32768, 65536, 90000, 90000]);
  });

  it('shrinks at once for a slow kernel', () => {
    expect(paced(40, 3).sizes).toEqual([1024, 600, 600]);
  });

  it('never goes below 256 headers', () => {
    expect(paced(1, 3).sizes).toEqual([1024, 256, 256]);
  });

  it('begins with as many compressions whatever a nonce costs, and goes down to one nonce', () => {
    // eight versions of a header
    expect(paced(1000, 9, 16).sizes).toEqual([128, 256, 512, 1024, 2048, 4096, 8192, 15000, 15000]);
    // a chain of 1000
    expect(paced(16, 9, 1000).sizes).toEqual([2, 4, 8, 16, 32, 64, 128, 240, 240]);
    // PBKDF2 of 5000 iterations
    expect(paced(1, 6, 10_004).sizes).toEqual([1, 2, 4, 8, 15, 15]);
    expect(paced(0.01, 2, 1_000_000).sizes).toEqual([1, 1]);
  });

  it('has whole groups of nine for the kernel that hashes nine side by side', () => {
    expect(paced(6000, 9, 2, 'simd').sizes).toEqual([1026, 2052, 4104, 8208, 16416, 32832, 65664, 90000, 90000]);
    expect(paced(1, 3, 2, 'simd').sizes).toEqual([1026, 252, 252]);
    // PBKDF2 of 5000 iterations: fifteen would fit, and thirteen
    expect(paced(1, 3, 10_004, 'simd').sizes).toEqual([9, 18, 18]);
    expect(paced(13 / 15, 3, 10_004, 'simd').sizes).toEqual([9, 9, 9]);
    expect(paced(0.01, 2, 1_000_000, 'simd').sizes).toEqual([9, 9]);
    expect(paced(0.01, 2, 1_000_000, 'scalar').sizes).toEqual([1, 1]);
  });

  it('learns nothing from the short rest of a chunk', () => {
    const { pacer } = paced(6000, 9);
    for (let i = 0; i < 30; i++) pacer.measured(10, 0);
    pacer.measured(10, 3);
    expect(pacer.size).toBe(90000);
  });

  it('learns from a rest that took too long', () => {
    const { pacer } = paced(6000, 9);
    pacer.measured(45000, 150);
    expect(pacer.size).toBe(4500);
  });

  it('finds how much of a nonce that takes seconds is a step', () => {
    const pacer = new SlicePacer('simd', 15, 20_000_000);
    const steps: number[] = [];
    // of 10,000 compressions a millisecond
    for (let i = 0; i < 9; i++) {
      steps.push(pacer.compressions);
      pacer.measuredStep(pacer.compressions / 10_000);
    }
    expect(steps).toEqual([2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 150_000, 150_000]);
    expect(pacer.size).toBe(9);
  });

  it('makes no step longer than a machine without equal would do, whatever the clock says', () => {
    const pacer = new SlicePacer('js', 15, 20_000_000);
    for (let i = 0; i < 30; i++) pacer.measuredStep(0.001);
    expect(pacer.compressions).toBe(15 * 65_536);
    expect(SPEED_MAX).toBe(65_536);
  });
});

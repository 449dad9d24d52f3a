/** How many nonces a seat asks for: about so many compressions, in whole groups of the kernel. */
import { expect, it } from 'vitest';
import type { Backend } from '../../../src/engine/index.ts';
import { WorkerSeat } from '../../../src/miner/worker-seat.ts';

it.each<[Backend, number, number]>([
  ['js', 2, 4096],
  ['js', 1000, 8],
  ['js', 10_004, 1],
  ['scalar', 10_004, 1],
  ['simd', 2, 4095],
  ['simd', 1000, 9],
  ['simd', 10_004, 9],
])('the first chunk for %s, of nonces of %i compressions, has %i', async (backend, compressions, nonces) => {
  const spawn = () => ({ post() {}, hold() {}, async terminate() {} });
  const listener = { searched: () => undefined, lost: () => undefined };
  const seat = new WorkerSeat(spawn, { backend, reason: 'for the test' }, listener);
  expect(seat.chunkSize(compressions)).toBe(nonces);
});

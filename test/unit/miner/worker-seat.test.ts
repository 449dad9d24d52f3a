/**
 * How many nonces a seat asks for: about so many compressions, in whole groups of the kernel; and what it tells its worker of
 * their work.
 */
import { expect, it } from 'vitest';
import type { Backend } from '../../../src/engine/index.ts';
import type { WorkerEvents } from '../../../src/miner/worker-handle.ts';
import type { WorkerCommand } from '../../../src/miner/worker-protocol.ts';
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

it('a worker is told its work once, and again when it is other work, or another worker', async () => {
  const told: WorkerCommand[] = [];
  let events: WorkerEvents | undefined;
  const spawn = (given: WorkerEvents) => {
    events = given;
    return { post: (command: WorkerCommand) => void told.push(command), hold() {}, async terminate() {} };
  };
  const listener = { searched: () => undefined, lost: () => undefined };
  const seat = new WorkerSeat(spawn, { backend: 'js', reason: 'for the test' }, listener);
  const work = { kind: 'header' as const, header: new Uint8Array(80), versions: [1], target: 0n };
  const other = { ...work };
  const search = (given: typeof work): void => {
    seat.cancel();
    seat.search({ work: given, order: 0, start: 0, end: 8 }, 0);
  };
  seat.open();
  for (const given of [work, work, other, other, work]) search(given);
  events!.lost(new Error('planted'));
  seat.open();
  for (const given of [work, work]) search(given);
  await seat.close();
  const works = told.flatMap((command) => (command.type === 'search' ? [command.work] : []));
  const isWork = works.map((given) => (given === work ? 'work' : given === other ? 'other' : given));
  expect(isWork).toEqual(['work', undefined, 'other', undefined, 'work', 'work', undefined]);
});

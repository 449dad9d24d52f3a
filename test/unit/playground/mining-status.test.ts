import { describe, expect, it } from 'vitest';
import { MidstateError } from '../../../src/errors.ts';
import { describeStatus, type MiningStatus } from '../../../examples/playground/src/mining/mining-status.ts';

const status: MiningStatus = {
  state: 'idle',
  nextHeight: undefined,
  foundCount: 0,
  threads: 2,
  miner: undefined,
  problem: undefined,
};
const workers = { backend: 'simd', mode: 'workers' };

describe('status line', () => {
  it.each<[Partial<MiningStatus>, string]>([
    [{}, 'Not mining.'],
    [{ nextHeight: 1 }, 'Not mining. The chain has its first block, genesis, and nothing else yet.'],
    [{ nextHeight: 1235 }, 'Not mining. The chain goes up to block 1,234; mining goes on from there.'],
    [{ state: 'opening' }, 'Reading the chain.'],
    [{ state: 'starting' }, 'Starting 2 workers.'],
    [{ state: 'stopping' }, 'Stopping.'],
    [{ state: 'mining' }, 'Mining.'],
    [{ state: 'mining', miner: workers }, 'Mining with simd on 2 threads. No block yet.'],
    [{ state: 'mining', miner: workers, threads: 1, foundCount: 1 }, 'Mining with simd on 1 thread. 1 block so far.'],
    [
      { state: 'mining', miner: { backend: 'js', mode: 'this-thread' }, threads: 1, foundCount: 5 },
      "Mining with js on this page's own thread. 5 blocks so far.",
    ],
    [{ problem: new Error('the disk is full') }, 'Stopped: the disk is full. The next start opens the chain again.'],
    [{ problem: 'Thrown text.' }, 'Stopped: Thrown text. The next start opens the chain again.'],
    [
      { problem: new MidstateError('ERR_ENGINE_UNAVAILABLE', 'no SIMD', { backend: 'simd', reason: 'old' }) },
      'Stopped: no SIMD. Choose another backend: auto takes the fastest that runs here.',
    ],
  ])('%o: %s', (given, text) => {
    expect(describeStatus({ ...status, ...given })).toBe(text);
  });
});

/** What the status line says. It is read aloud, so it tells what changed, and no figures that change all the time. */
import { isMidstateError } from 'midstate';
import { formatCount, formatQuantity } from '../figures.ts';
import { messageOf } from '../message-of.ts';
import type { MiningState } from './mining-session.ts';

/** What there is to say. */
export interface MiningStatus {
  readonly state: MiningState;
  /** The height of the block that is searched or would be; undefined before the chain is open. */
  readonly nextHeight: number | undefined;
  readonly foundCount: number;
  readonly threads: number;
  /** The kernel and the way to its workers; undefined before the first miner. */
  readonly miner: { readonly backend: string; readonly mode: string } | undefined;
  readonly problem: unknown;
}

export function describeStatus({ state, nextHeight, foundCount, threads, miner, problem }: MiningStatus): string {
  if (problem !== undefined) return `Stopped: ${messageOf(problem).replace(/\.$/, '')}. ${wayOn(problem)}`;
  switch (state) {
    case 'opening':
      return 'Reading the chain.';
    case 'starting':
      return `Starting ${formatQuantity(threads, 'worker')}.`;
    case 'stopping':
      return 'Stopping.';
    case 'mining':
      return miner === undefined ? 'Mining.' : whileMining(miner, threads, foundCount);
    case 'idle':
      if (nextHeight === undefined) return 'Not mining.';
      if (nextHeight === 1) return 'Not mining. The chain has its first block, genesis, and nothing else yet.';
      return `Not mining. The chain goes up to block ${formatCount(nextHeight - 1)}; mining goes on from there.`;
  }
}

/** What to do about a problem. */
function wayOn(problem: unknown): string {
  return isMidstateError(problem, 'ERR_ENGINE_UNAVAILABLE')
    ? 'Choose another backend: auto takes the fastest that runs here.'
    : 'The next start opens the chain again.';
}

function whileMining(miner: NonNullable<MiningStatus['miner']>, threads: number, foundCount: number): string {
  const where = miner.mode === 'workers' ? `on ${formatQuantity(threads, 'thread')}` : "on this page's own thread";
  const found = foundCount === 0 ? 'No block yet' : `${formatQuantity(foundCount, 'block')} so far`;
  return `Mining with ${miner.backend} ${where}. ${found}.`;
}

/**
 * A search with one known nonce: the shape of most works. The range ends just behind the nonce, so whoever searches it
 * upwards tries exactly the whole range. Slow contenders get a shorter one, which ends at the same nonce.
 */
import { nameOf, type Answer, type Facts } from '../contenders/contender.ts';
import type { WorkEntrant } from './work.ts';

export interface RangeSearch {
  readonly contender: Facts;
  /** The lowest nonce that wins, in all of the range. */
  readonly nonce: number;
  /** Nonces tried by one call. */
  readonly attempts: number;
  /** Hashes counted for a nonce. @default 1 */
  readonly perAttempt?: number;
  /** True for a search that cannot be told where to end. @default false */
  readonly endless?: boolean;
  /** The lowest winner in `[start, end)`. */
  search(start: number, end: number): Answer | Promise<Answer>;
}

export function rangeSearch(task: RangeSearch): WorkEntrant {
  const { contender, nonce, attempts, perAttempt = 1, endless = false } = task;
  const start = nonce + 1 - attempts;
  return {
    contender,
    name: `${nameOf(contender)} (${contender.backend})`,
    amount: attempts * perAttempt,
    async check() {
      const found = await task.search(start, nonce + 1);
      if (found !== nonce) return `expected nonce ${nonce}, got ${found}`;
      if (endless) return undefined;
      const none = await task.search(start, nonce);
      return none === undefined ? undefined : `expected no nonce before ${nonce}, got ${none}`;
    },
    call: () => task.search(start, nonce + 1),
  };
}

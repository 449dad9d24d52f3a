/** Why a miner is paused: it goes on when no reason is left. */
import { describe } from '../primitives/index.ts';

/** What a miner can be told to pause for. */
export type PauseCondition = 'hidden' | 'on-battery';

/** Why a miner is paused: somebody called `pause`, or one of its conditions holds. */
export type PauseReason = 'asked' | PauseCondition;

/**
 * Asserts a list of conditions.
 * @throws TypeError naming the argument
 */
export function assertPauseConditions(name: string, value: unknown): asserts value is readonly PauseCondition[] {
  const expected = `expected an array of 'hidden' and 'on-battery'`;
  if (!Array.isArray(value)) throw new TypeError(`${name}: ${expected}, got ${describe(value)}`);
  for (const condition of value as unknown[])
    if (condition !== 'hidden' && condition !== 'on-battery')
      throw new TypeError(`${name}: ${expected}, got ${describe(condition)} in it`);
}

/** The reasons that hold now. */
export class PauseReasons {
  readonly #onChange: (reasons: readonly PauseReason[]) => void;
  #reasons: readonly PauseReason[] = [];

  /** @param onChange is told the reasons that hold, each time another one does or one no longer does */
  constructor(onChange: (reasons: readonly PauseReason[]) => void) {
    this.#onChange = onChange;
  }

  /** Those that hold, the longest first. */
  get held(): readonly PauseReason[] {
    return this.#reasons;
  }

  /** One reason holds from now on, or no longer. */
  set(reason: PauseReason, holds: boolean): void {
    if (this.#reasons.includes(reason) === holds) return;
    const others = this.#reasons.filter((other) => other !== reason);
    this.#reasons = holds ? [...others, reason] : others;
    this.#onChange(this.#reasons);
  }
}

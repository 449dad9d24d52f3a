/** The interface of a difficulty algorithm: how the required bits follow from the chain. */
import type { HeaderContext, Unchecked } from '../header-context.ts';
import type { DifficultyParams } from './difficulty-params.ts';

/** A difficulty algorithm. Pure: all it knows comes from its arguments. */
export interface DifficultyAlgorithm {
  /** Its name, as `createDifficulty` takes it; any other for an algorithm of your own. */
  readonly name: string;
  /**
   * The bits that the child of `parent` must have when its time is `time`.
   * `UNCHECKED` when that depends on an ancestor that is not known.
   */
  nextBits(params: DifficultyParams, parent: HeaderContext, time: number): number | Unchecked;
  /**
   * False when no chain could go from `oldBits` at `height - 1` to `newBits` at `height`, whatever its times.
   * Absent when the algorithm knows no such bound.
   */
  permitsTransition?(params: DifficultyParams, height: number, oldBits: number, newBits: number): boolean;
}

/** The parameters together with the algorithm that reads them. */
export interface DifficultySetting extends DifficultyParams {
  /** How the bits of a block follow from its ancestors. */
  readonly difficulty: DifficultyAlgorithm;
}

/** The bits that the child of `parent` must have when its time is `time`, by the algorithm of the network. */
export function nextBits(params: DifficultySetting, parent: HeaderContext, time: number): number | Unchecked {
  return params.difficulty.nextBits(params, parent, time);
}

/**
 * Whether bits may change like this from one block to the next: a bound for headers whose ancestors are not kept.
 * Bitcoin Core's PermittedDifficultyTransition.
 */
export function permittedDifficultyTransition(
  params: DifficultySetting,
  height: number,
  oldBits: number,
  newBits: number,
): boolean {
  return params.difficulty.permitsTransition?.(params, height, oldBits, newBits) ?? true;
}

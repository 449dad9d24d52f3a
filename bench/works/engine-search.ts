/** A message search as this package's engine does it. */
import type { MessagePuzzle } from '../../src/engine/index.ts';
import type { Answer } from '../contenders/contender.ts';
import type { EngineContender } from '../contenders/midstate.ts';

/** Preparing the puzzle is part of each search. */
export function engineSearch(
  { engine }: EngineContender,
  puzzle: MessagePuzzle,
): (start: number, end: number) => Answer {
  return (start, end) => {
    const found = engine.searchMessage({ ...puzzle, start, end });
    return found.status === 'candidate' ? found.nonce : undefined;
  };
}

/**
 * A stretch of a message search as the words that a WebAssembly kernel reads, in the order of assembly/layout.ts.
 *
 * The rounds that do not see the counter are run here, once for the stretch.
 */
import { runRounds } from './js-sha256.ts';
import type { CounterKind, MessagePlan } from './message-plan.ts';

/** How many words there are. */
export const MESSAGE_WORDS_COUNT = 60;

/** Where each group of words begins. */
const AT = { state: 0, before: 8, blocks: 16, numbers: 48 } as const;

/** The same numbers stand in assembly/search/counter.ts. */
const COUNTER_KINDS: Readonly<Record<CounterKind, number>> = {
  decimal: 0,
  hex: 1,
  'big-endian': 2,
  'little-endian': 3,
};

/** The words of a plan. */
export function messageWords(plan: MessagePlan): Int32Array {
  const { counterOffset, counterSizeBytes, filter } = plan;
  const word = Math.floor(counterOffset / 4);
  const bytesBefore = counterOffset % 4;
  const spills = bytesBefore + counterSizeBytes > 4;
  const from = word - (word % 4);
  const state = plan.state.slice();
  const w = plan.blocks.slice(0, 16);
  runRounds(state, w, 0, from);

  const words = new Int32Array(MESSAGE_WORDS_COUNT);
  words.set(state, AT.state);
  words.set(plan.state, AT.before);
  words.set(plan.blocks, AT.blocks);
  words.set(
    [
      from,
      COUNTER_KINDS[plan.counter],
      8 * (4 - counterSizeBytes),
      word,
      8 * bytesBefore,
      spills ? 1 : 0,
      plan.knownSums.length / 64,
      plan.iterations - 1,
      filter.mask,
      filter.flip,
      filter.limit,
    ],
    AT.numbers,
  );
  return words;
}

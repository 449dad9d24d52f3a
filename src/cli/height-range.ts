/** The options `--from` and `--to`: a part of a stored chain. */
import { storedHeights } from '../chain/index.ts';
import type { ChainStore } from '../store/index.ts';
import { integerFlag, UsageError, type CommandInput, type CommandOption } from './command.ts';

export const FROM_OPTION: CommandOption = {
  type: 'string',
  value: 'H',
  help: 'the first height (default: the lowest)',
};
export const TO_OPTION: CommandOption = { type: 'string', value: 'H', help: 'the last height (default: the tip)' };

/**
 * The heights that the flags ask for, both included.
 * @throws UsageError for heights that the store does not hold
 */
export async function heightRange(
  input: CommandInput,
  store: ChainStore,
): Promise<{ readonly from: number; readonly to: number }> {
  const heights = await storedHeights(store);
  if (heights === undefined) throw new UsageError(`--data: the chain in ${store.location} is empty`);
  const from = integerFlag(input, 'from', heights.lowest, heights.tip) ?? heights.lowest;
  return { from, to: integerFlag(input, 'to', from, heights.tip) ?? heights.tip };
}

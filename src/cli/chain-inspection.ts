/** What is whole in a data directory, and what is damaged. */
import type { StoredHeights } from '../chain/index.ts';
import { isBodyOf } from '../devnet/index.ts';
import { isMidstateError } from '../errors.ts';
import { openChainIn, openStoreIn, rootOf, type OpenedChain } from './chain-store.ts';
import type { CommandInput } from './command.ts';
import { formatPercent } from './format.ts';
import { networkFlag } from './network-option.ts';

/** A chain in which nothing is wrong. */
export interface IntactChain {
  readonly intact: true;
  readonly network: string;
  readonly heights: StoredHeights;
  readonly tipHash: string;
  /** Headers beside the best chain. */
  readonly branchHeaders: number;
  /** Blocks of the best chain whose transactions are stored. */
  readonly bodies: number;
}

/** A chain in which something is not what was written, or breaks a rule. */
export interface DamagedChain {
  readonly intact: false;
  readonly problem: string;
  /** What can still be used, from the lowest height on. */
  readonly readable: StoredHeights | undefined;
}

/**
 * Reads everything in a directory: the checksums of the store, the rules for every header, and the transactions of every
 * block that has some.
 * @throws what opening throws, but for a store that is damaged
 */
export async function inspectChain(path: string, input: CommandInput): Promise<IntactChain | DamagedChain> {
  try {
    await using opened = await openChainIn(await openStoreIn(path, networkFlag(input)), input);
    const { chain, params } = opened;
    const heights = { lowest: rootOf(chain).height, tip: chain.tip.height };
    const bodies = await inspectBodies(opened, heights, input);
    if (typeof bodies !== 'number') return bodies;
    const branchHeaders = chain.size - (heights.tip - heights.lowest + 1);
    return { intact: true, network: params.name, heights, tipHash: chain.tip.hashHex, branchHeaders, bodies };
  } catch (error) {
    if (!isMidstateError(error, 'ERR_STORE_CORRUPT')) throw error;
    return { intact: false, problem: error.details.problem, readable: error.details.intact };
  }
}

/** How many blocks have transactions, if they are those of their headers; or the first that has others. */
async function inspectBodies(
  { store, engine, chain }: OpenedChain,
  { lowest }: StoredHeights,
  input: CommandInput,
): Promise<number | DamagedChain> {
  const heights = await store.bodyHeights();
  for (const [i, height] of heights.entries()) {
    input.signal.throwIfAborted();
    const body = await store.body(height);
    const header = chain.entryAt(height)?.header;
    if (body === undefined || header === undefined || !isBodyOf(header, body, engine)) return otherBody(height, lowest);
    input.output.status(`reading the transactions: ${formatPercent(i / heights.length)}`);
  }
  input.output.endStatus();
  return heights.length;
}

function otherBody(height: number, lowest: number): DamagedChain {
  const readable = height > lowest ? { lowest, tip: height - 1 } : undefined;
  return { intact: false, problem: `the transactions of block ${height} are not those of its header`, readable };
}

/** The store of the chain that is mined on this machine: opened to mine on, with its own block interval. */
import { storeNetwork } from '../chain/index.ts';
import { devnetParams } from '../consensus/index.ts';
import { isMidstateError } from '../errors.ts';
import { createMemoryStore } from '../store/index.ts';
import { dataDirectory, openStoreIn, type OpenedStore } from './chain-store.ts';
import { UsageError, type CommandInput } from './command.ts';

/**
 * Opens the data directory for mining, and makes it where there is none. A stored chain keeps its block interval.
 * Without the package of the store, and without `--data`, blocks are kept in memory, with a warning.
 * @throws UsageError when `--interval` is not the stored chain's
 */
export async function openDevnetStore(input: CommandInput, interval: number | undefined): Promise<OpenedStore> {
  const wanted = devnetParams({ targetSpacing: interval ?? 5 });
  let opened: OpenedStore;
  try {
    opened = await openStoreIn(dataDirectory(input, 'devnet'), wanted);
  } catch (error) {
    if (input.flags['data'] !== undefined || !lacksPackage(error)) throw error;
    process.stderr.write('midstate: blocks are kept in memory only; to keep them on disk: npm install classic-level\n');
    const store = await createMemoryStore({ network: storeNetwork(wanted) });
    return { store, params: wanted, [Symbol.asyncDispose]: () => store.close() };
  }
  const { targetSpacing } = opened.params;
  if (interval === undefined || interval === targetSpacing) return opened;
  const { location } = opened.store;
  await opened[Symbol.asyncDispose]();
  throw new UsageError(
    `--interval: the chain in ${location} was begun with ${targetSpacing}, got ${interval}; name another --data`,
  );
}

function lacksPackage(error: unknown): boolean {
  return (
    isMidstateError(error, 'ERR_STORE_UNAVAILABLE') &&
    (error.cause as { code?: string } | undefined)?.code === 'ERR_MODULE_NOT_FOUND'
  );
}

/** The data directory of the devnet: which one, opened for which network. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { devnetParams, type NetworkParams } from '../consensus/index.ts';
import { storeNetwork } from '../devnet/index.ts';
import { isMidstateError } from '../errors.ts';
import { createMemoryStore, type ChainStore } from '../store/index.ts';
import { openLevelStore } from '../store/level-store.ts';
import { UsageError, type CommandInput, type CommandOption } from './command.ts';

export const DATA_OPTION: CommandOption = {
  type: 'string',
  value: 'DIR',
  help: 'data directory (default: $MIDSTATE_DATA, else ~/.midstate/devnet)',
};

/** An open store and the parameters of the chain in it. */
export interface OpenedDevnetStore extends AsyncDisposable {
  readonly store: ChainStore;
  readonly params: NetworkParams;
}

/** The directory that `--data` names, or the default one. */
function dataDirectory(input: CommandInput): string {
  const named = input.flags['data'];
  if (named === '') throw new UsageError('--data: expected a directory, got an empty text');
  if (typeof named === 'string') return named;
  return process.env['MIDSTATE_DATA'] || join(homedir(), '.midstate', 'devnet');
}

/**
 * Opens the data directory for mining, and makes it where there is none. A stored chain keeps its block interval.
 * Without the package of the store, and without `--data`, blocks are kept in memory, with a warning.
 * @throws UsageError when `--interval` is not the stored chain's
 */
export async function openDevnetStore(input: CommandInput, interval: number | undefined): Promise<OpenedDevnetStore> {
  const path = dataDirectory(input);
  const wanted = devnetParams({ targetSpacing: interval ?? 5 });
  try {
    const store = await openLevelStore(path, { network: storeNetwork(wanted) });
    return opened(store, wanted);
  } catch (error) {
    if (isMidstateError(error, 'ERR_STORE_MISMATCH') && error.details.field === 'network.targetSpacing') {
      const stored = Number(error.details.received);
      if (interval !== undefined)
        throw new UsageError(
          `--interval: the chain in ${path} was begun with ${stored}, got ${interval}; name another --data`,
        );
      const params = devnetParams({ targetSpacing: stored });
      return opened(await openLevelStore(path, { network: storeNetwork(params) }), params);
    }
    if (input.flags['data'] === undefined && lacksPackage(error)) {
      process.stderr.write(
        'midstate: blocks are kept in memory only; to keep them on disk: npm install classic-level\n',
      );
      return opened(await createMemoryStore({ network: storeNetwork(wanted) }), wanted);
    }
    throw error;
  }
}

/**
 * Opens the data directory for reading.
 * @throws UsageError when there is no chain in it
 */
export async function openExistingDevnetStore(input: CommandInput): Promise<OpenedDevnetStore> {
  const path = dataDirectory(input);
  if (!existsSync(join(path, 'CURRENT')))
    throw new UsageError(`--data: no chain in ${path}; \`midstate mine\` begins one`);
  return openDevnetStore(input, undefined);
}

function lacksPackage(error: unknown): boolean {
  return (
    isMidstateError(error, 'ERR_STORE_UNAVAILABLE') &&
    (error.cause as { code?: string } | undefined)?.code === 'ERR_MODULE_NOT_FOUND'
  );
}

function opened(store: ChainStore, params: NetworkParams): OpenedDevnetStore {
  return { store, params, [Symbol.asyncDispose]: () => store.close() };
}

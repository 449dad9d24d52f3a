/** The data directory of the devnet: which one, opened for which network. */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { devnetParams, type NetworkParams } from '../consensus/index.ts';
import { storeNetwork } from '../devnet/index.ts';
import { isMidstateError, MidstateError } from '../errors.ts';
import { createMemoryStore, type ChainStore } from '../store/index.ts';
import { openLevelStore } from '../store/level-store.ts';
import { UsageError, type CommandInput, type CommandOption } from './command.ts';

export const DATA_OPTION: CommandOption = {
  type: 'string',
  value: 'DIR',
  help: 'data directory (default: $MIDSTATE_DATA, else ~/.midstate/devnet)',
};

/** The longest block interval of a devnet: a day. */
export const MAX_INTERVAL_SECONDS = 86_400;

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
  if (process.env['MIDSTATE_DATA']) return process.env['MIDSTATE_DATA'];
  const home = homedir();
  if (!isAbsolute(home)) {
    throw new UsageError(`--data: expected a directory, as there is no default: HOME is ${JSON.stringify(home)}`);
  }
  return join(home, '.midstate', 'devnet');
}

/**
 * Opens the data directory for mining, and makes it where there is none. A stored chain keeps its block interval.
 * Without the package of the store, and without `--data`, blocks are kept in memory, with a warning.
 * @throws UsageError when `--interval` is not the stored chain's
 */
export async function openDevnetStore(input: CommandInput, interval: number | undefined): Promise<OpenedDevnetStore> {
  try {
    return await openStoredChain(dataDirectory(input), interval);
  } catch (error) {
    if (input.flags['data'] !== undefined || !lacksPackage(error)) throw error;
    process.stderr.write('midstate: blocks are kept in memory only; to keep them on disk: npm install classic-level\n');
    const params = devnetParams({ targetSpacing: interval ?? 5 });
    return opened(await createMemoryStore({ network: storeNetwork(params) }), params);
  }
}

/** Opens the store on disk, made where there is none, with the interval that it was begun with. */
async function openStoredChain(path: string, interval: number | undefined): Promise<OpenedDevnetStore> {
  const wanted = devnetParams({ targetSpacing: interval ?? 5 });
  try {
    const store = await openLevelStore(path, { network: storeNetwork(wanted) });
    return opened(store, wanted);
  } catch (error) {
    if (isMidstateError(error, 'ERR_STORE_MISMATCH') && error.details.field === 'network.targetSpacing') {
      const stored = Number(error.details.received);
      if (!Number.isInteger(stored) || stored < 1 || stored > MAX_INTERVAL_SECONDS) {
        const problem = `it names a block interval of ${error.details.received} s`;
        throw new MidstateError('ERR_STORE_CORRUPT', `the store ${path} is corrupt: ${problem}`, { path, problem });
      }
      if (interval !== undefined)
        throw new UsageError(
          `--interval: the chain in ${path} was begun with ${stored}, got ${interval}; name another --data`,
        );
      const params = devnetParams({ targetSpacing: stored });
      return opened(await openLevelStore(path, { network: storeNetwork(params) }), params);
    }
    if (isMidstateError(error, 'ERR_STORE_LOCKED')) {
      const message = `${error.message}: stop the miner first`;
      throw new MidstateError(error.code, message, error.details, { cause: error });
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
  const files = listDirectory(path);
  if (files.length === 0) throw new UsageError(`--data: no chain in ${path}; \`midstate mine\` begins one`);
  // what was a database once, and is damaged, is for the store to judge
  if (!files.some((file) => /^CURRENT$|^MANIFEST-|^acknowledged$|\.(?:ldb|sst|log)$/.test(file)))
    throw new UsageError(`--data: no chain in ${path}, which holds other files`);
  return openStoredChain(path, undefined);
}

/** The names in a directory; none where there is no directory. */
function listDirectory(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new UsageError(
      `--data: ${code === 'ENOTDIR' ? `${path} is not a directory` : `${path} cannot be read (${message})`}`,
      { cause: error },
    );
  }
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

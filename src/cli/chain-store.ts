/** The data directory of a chain: which one, of which network, opened for reading or to be added to. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import {
  openStoredChain,
  storeNetwork,
  type Anchor,
  type ChainEntry,
  type ReadonlyChain,
  type StoredChain,
} from '../chain/index.ts';
import { devnetGenesisBody, devnetParams, networks, type NetworkParams } from '../consensus/index.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { isMidstateError, MidstateError } from '../errors.ts';
import type { ChainStore, StoreNetwork } from '../store/index.ts';
import { openLevelStore } from '../store/level-store.ts';
import { UsageError, type CommandInput, type CommandOption } from './command.ts';
import { formatPercent } from './format.ts';
import { networkFlag, NETWORK_OPTION } from './network-option.ts';

export const DATA_OPTION: CommandOption = {
  type: 'string',
  value: 'DIR',
  help: 'data directory (default: $MIDSTATE_DATA, else ~/.midstate/NETWORK, without --network devnet)',
};

/** The network of a chain that is there already: it is stored, and need not be told when it is known by name. */
export const STORED_NETWORK_OPTION: CommandOption = {
  ...NETWORK_OPTION,
  help: NETWORK_OPTION.help.replace(/ \(default: .*\)$/, " (default: the stored chain's, when it is known by name)"),
};

/** The longest block interval of a devnet: a day. */
export const MAX_INTERVAL_SECONDS = 86_400;

/** An open store and the parameters of the chain in it. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: ChainStore;
  readonly params: NetworkParams;
}

/** An open store, its chain, and the engine that hashes for it. */
export interface OpenedChain extends OpenedStore {
  readonly stored: StoredChain;
  readonly chain: ReadonlyChain;
  readonly engine: Engine;
}

/** The directory that `--data` names, or the default one. */
export function dataDirectory(input: CommandInput, networkName: string): string {
  const named = input.flags['data'];
  if (named === '') throw new UsageError('--data: expected a directory, got an empty text');
  if (typeof named === 'string') return named.replace(/(?<=.)\/+$/, '');
  if (process.env['MIDSTATE_DATA']) return process.env['MIDSTATE_DATA'];
  const home = homedir();
  if (!isAbsolute(home)) {
    throw new UsageError(`--data: expected a directory, as there is no default: HOME is ${JSON.stringify(home)}`);
  }
  if (!/^\w[\w.-]*$/.test(networkName))
    throw new UsageError(`--data: expected a directory, as ${JSON.stringify(networkName)} is no name of one`);
  return join(home, '.midstate', networkName);
}

/** What stands in a directory: a store, nothing, or other files. */
export function directoryKind(path: string): 'store' | 'empty' | 'other' {
  const files = listDirectory(path);
  // a rebuild that was stopped before its last step: the store is complete, and opening it finishes that
  if (files.length === 0 && existsSync(`${path}.rebuilt`)) return 'store';
  // what was a database once, and is damaged, is for the store to judge
  if (files.some((file) => /^CURRENT$|^MANIFEST-|^acknowledged$|\.(?:ldb|sst|log)$/.test(file))) return 'store';
  return files.length === 0 ? 'empty' : 'other';
}

/**
 * The directory of the command, which holds a store.
 * @throws UsageError when it does not
 */
export function existingDirectory(input: CommandInput): string {
  const path = dataDirectory(input, networkFlag(input)?.name ?? 'devnet');
  const kind = directoryKind(path);
  if (kind === 'empty')
    throw new UsageError(
      `--data: no chain in ${path}; \`midstate chain import\` begins one, and so does \`midstate mine\``,
    );
  if (kind === 'other') throw new UsageError(`--data: no chain in ${path}, which holds other files`);
  return path;
}

/**
 * Opens the directory of the command.
 * @throws UsageError when there is no store in it, or one of another network than `--network`
 */
export async function openExistingStore(input: CommandInput): Promise<OpenedStore> {
  return openStoreIn(existingDirectory(input), networkFlag(input));
}

/**
 * Opens a directory for a network, or for the one whose chain it holds. A store is made only where the network is told. A
 * devnet is opened with the interval that it was begun with.
 * @throws UsageError when the store is of another network; MidstateError as `openLevelStore`
 */
export async function openStoreIn(path: string, wanted: NetworkParams | undefined): Promise<OpenedStore> {
  const store = await openEither(path, wanted).catch((error: unknown) => {
    throw sayWhoLocks(error);
  });
  try {
    return { store, params: paramsOf(store, wanted), [Symbol.asyncDispose]: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A store that is there says itself of which network it is. */
async function openEither(path: string, wanted: NetworkParams | undefined): Promise<ChainStore> {
  if (wanted === undefined) return openLevelStore(path);
  try {
    if (directoryKind(path) === 'store') return await openLevelStore(path);
  } catch (error) {
    // files of a beginning that was cut off: no store yet
    if (!(error instanceof TypeError)) throw error;
  }
  return openLevelStore(path, { network: storeNetwork(wanted) });
}

/** Opens the directory of the command, and reads and judges the chain in it. */
export async function openExistingChain(input: CommandInput): Promise<OpenedChain> {
  return openChainIn(await openExistingStore(input), input);
}

/** Reads and judges the chain of an open store, with progress on the status line. */
export async function openChainIn(opened: OpenedStore, input: CommandInput, anchor?: Anchor): Promise<OpenedChain> {
  const { store, params } = opened;
  let engine: Engine | undefined;
  try {
    engine = await createEngine();
    const stored = await openStoredChain({
      store,
      params,
      hasher: engine,
      signal: input.signal,
      ...(anchor && { anchor }),
      ...(params.genesisHash === networks.devnet.genesisHash && !anchor && { rootBody: devnetGenesisBody() }),
      onProgress: ({ headers, total }) => {
        input.output.status(`reading the chain: ${formatPercent(headers / total)}`);
      },
    });
    return {
      store,
      params,
      stored,
      chain: stored.chain,
      engine,
      [Symbol.asyncDispose]: () => closeBoth(engine, store),
    };
  } catch (error) {
    await closeBoth(engine, store);
    throw error;
  } finally {
    input.output.endStatus();
  }
}

/** The header that a chain begins with: its genesis or its anchor. */
export function rootOf(chain: ReadonlyChain): ChainEntry {
  // a locator ends there
  return chain.entry(chain.locator().at(-1)!)!;
}

/** A locked store, with what to do about it; another error as it is. */
export function sayWhoLocks(error: unknown): unknown {
  if (!isMidstateError(error, 'ERR_STORE_LOCKED')) return error;
  const message = `${error.message}: stop the command that mines or imports there first`;
  return new MidstateError(error.code, message, error.details, { cause: error });
}

/**
 * The parameters for a store: the wanted ones, which must be the store's, or those of a known network.
 * @throws UsageError; MidstateError ERR_STORE_CORRUPT for a devnet that cannot be
 */
function paramsOf({ location, network }: ChainStore, wanted: NetworkParams | undefined): NetworkParams {
  // of the devnets only the stored one is meant, whatever its interval
  const isDevnet = network.name === 'devnet' && (wanted ?? networks.devnet).name === 'devnet';
  const params = isDevnet ? storedDevnet(location, network) : (wanted ?? knownNetwork(network));
  if (params === undefined)
    throw new UsageError(
      `--network: expected the file that defines ${JSON.stringify(network.name)}, whose chain is in ${location}`,
    );
  const identity = storeNetwork(params);
  for (const field of ['name', 'genesisHash', 'targetSpacing'] as const) {
    if (identity[field] === network[field]) continue;
    const differs = field === 'name' ? '' : ` whose ${field} is ${identity[field]}, and not ${network[field]}`;
    throw new UsageError(`--data: ${location} holds a chain of ${network.name}, got ${params.name}${differs}`);
  }
  return params;
}

function storedDevnet(path: string, { targetSpacing }: StoreNetwork): NetworkParams {
  if (Number.isInteger(targetSpacing) && targetSpacing >= 1 && targetSpacing <= MAX_INTERVAL_SECONDS)
    return devnetParams({ targetSpacing });
  const problem = `it names a block interval of ${targetSpacing} s`;
  throw new MidstateError('ERR_STORE_CORRUPT', `the store ${path} is corrupt: ${problem}`, { path, problem });
}

function knownNetwork({ name }: StoreNetwork): NetworkParams | undefined {
  return Object.values(networks).find((known) => known.name === name);
}

async function closeBoth(engine: Engine | undefined, store: ChainStore): Promise<void> {
  engine?.close();
  await store.close();
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

/**
 * A damaged store made anew from what can still be read of it. The damaged one is not written to, and is kept.
 *
 * Killed at any moment, the old store is in its place or the new one is (level-swap.node.ts): what a stopped run leaves
 * beside it is removed by the next. The rules of the chain are not judged here: whoever opens the new store does that.
 */
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMidstateError, type MidstateError } from '../errors.ts';
import { assertObject, assertOptionalFunction, assertOptionalSignal, describe } from '../primitives/index.ts';
import { assertUnlocked } from './level-database.ts';
import { isOfStore } from './level-directory.node.ts';
import { codeOf, corrupt, levelError } from './level-errors.ts';
import { pageStart } from './level-layout.node.ts';
import { headerAt } from './level-page.node.ts';
import { assertFormat, HEIGHTS_PER_READ, LevelReader } from './level-reader.node.ts';
import { heightsToKeep, readWitness, Salvage } from './level-salvage.node.ts';
import type { Scan } from './level-scan.node.ts';
import { finishSwap, swapDirectories } from './level-swap.node.ts';
import type { Acknowledged } from './level-witness.node.ts';
import { openLevelStore } from './open-level-store.ts';
import { copyNetwork, type HeightRange } from './store-arguments.ts';
import { assertSameNetwork, unavailable } from './store-errors.ts';
import type { BlockRecord, ChainStore, StoreNetwork } from './store.ts';

/** How a store is rebuilt. */
export interface LevelRebuildOptions {
  /** @default what the damaged store names, which must still be readable then */
  readonly network?: StoreNetwork;
  /** Its abort rejects with `signal.reason` and leaves the store as it was. */
  readonly signal?: AbortSignal;
  /** Called after every some thousand records: the height that was copied, and the one that will be the tip. */
  readonly onProgress?: (progress: { readonly height: number; readonly tip: number }) => void;
}

/** What a rebuild kept and lost. */
export interface LevelRebuild {
  /** The heights in the new store, both included; undefined when no record could be read. */
  readonly kept: HeightRange | undefined;
  /**
   * The tip height that had been acknowledged, when it is above what was kept: the heights up to it are lost. Undefined
   * when nothing is known to be lost.
   */
  readonly lostUpTo: number | undefined;
  /** The directory in which the damaged store is kept. */
  readonly backup: string;
}

/** Directories of work, beside the store, begin with its name and this. */
const WORK_SUFFIX = '.rebuild-';

/** How much is gathered for one write. */
const BYTES_PER_WRITE = 4_000_000;
const RECORDS_PER_WRITE = 10_000;

/**
 * Makes the store in a directory anew: all records from the lowest height up to the first that is not what was written,
 * and all branches up to the first that are not. A store without damage is copied whole.
 * @throws TypeError, RangeError for a malformed argument; `signal.reason`
 * @throws MidstateError; the store is as it was then
 * - ERR_STORE_LOCKED: it is open, here or in another process
 * - ERR_STORE_MISMATCH: it holds another network's chain, or another format
 * - ERR_STORE_CORRUPT: its network cannot be read any more, and none is given
 * - ERR_STORE_UNAVAILABLE: there is no store, or the disk is full, or the directory cannot be written
 */
export async function rebuildLevelStore(path: string, options: LevelRebuildOptions = {}): Promise<LevelRebuild> {
  if (typeof path !== 'string' || path === '') throw new TypeError(`path: expected a directory, got ${describe(path)}`);
  assertObject('options', options);
  const { signal, onProgress } = options;
  assertOptionalSignal('options.signal', signal);
  assertOptionalFunction('options.onProgress', onProgress);
  const wanted = options.network === undefined ? undefined : copyNetwork({ network: options.network });
  signal?.throwIfAborted();
  try {
    await finishSwap(path);
    const place = await findStore(path);
    await assertUnlocked(place);
    await removeLeftovers(place);
    const found = await Salvage.open(place, signal);
    const directory = await mkdtemp(`${place}${WORK_SUFFIX}`);
    try {
      const scan = await found.scan(signal);
      const acknowledged = await readWitness(place);
      const intact = heightsToKeep(scan, acknowledged);
      const network = await networkOf(path, found, intact, wanted);
      const fresh = join(directory, 'fresh');
      {
        await using store = await openLevelStore(fresh, { network });
        const reader = new LevelReader(found, path);
        await copyRecords(reader, intact, store, options);
        for (let number = 0; number < scan.intactBranchEntries; number++) {
          signal?.throwIfAborted();
          await store.append([], await reader.branches(number));
        }
      }
      await found.close();
      signal?.throwIfAborted();
      await assertUnlocked(place); // nobody began to write to it meanwhile
      const backup = await swapDirectories(place, fresh);
      const tip = acknowledgedTip(scan, acknowledged) ?? -1;
      const lostUpTo = tip > (intact?.tip ?? -1) ? tip : undefined;
      return { kept: intact ?? undefined, lostUpTo, backup };
    } finally {
      await found.close();
      await rm(directory, { recursive: true, force: true });
    }
  } catch (error) {
    if (error instanceof TypeError || (signal?.aborted && error === signal.reason)) throw error;
    throw levelError(path, error);
  }
}

/** The directory itself, where the path is a link to it. */
async function findStore(path: string): Promise<string> {
  try {
    const place = await realpath(path);
    if ((await readdir(place)).some(isOfStore)) return place; // any other directory stays where it is
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
  }
  throw unavailable(path, 'there is no store in it');
}

async function removeLeftovers(place: string): Promise<void> {
  const above = dirname(place);
  const prefix = `${basename(place)}${WORK_SUFFIX}`;
  for (const name of await readdir(above))
    if (name.startsWith(prefix)) await rm(join(above, name), { recursive: true, force: true });
  // complete, but the store in its place may have grown since
  await rm(`${place}.rebuilt`, { recursive: true, force: true });
}

async function networkOf(
  path: string,
  found: Salvage,
  intact: HeightRange | null,
  wanted: StoreNetwork | undefined,
): Promise<StoreNetwork> {
  let unreadable: MidstateError;
  try {
    const reader = new LevelReader(found, path);
    const format = await reader.format();
    if (format !== undefined) assertFormat(path, format);
    const stored = await reader.network();
    assertSameNetwork(path, 'directory', stored, wanted);
    return stored;
  } catch (error) {
    if (!isMidstateError(error, 'ERR_STORE_CORRUPT')) throw error;
    unreadable = error;
  }
  if (wanted) return wanted;
  const problem = 'its network cannot be read any more, and must be named to rebuild it';
  throw corrupt(path, problem, { cause: unreadable, intact, mustName: true });
}

async function copyRecords(
  reader: LevelReader,
  intact: HeightRange | null,
  store: ChainStore,
  { signal, onProgress }: LevelRebuildOptions,
): Promise<void> {
  if (intact === null) return;
  const { lowest, tip } = intact;
  let records: BlockRecord[] = [];
  let sizeBytes = 0;
  for (let from = lowest; from <= tip; from = pageStart(from) + HEIGHTS_PER_READ) {
    for (const page of await reader.pages(from, Math.min(pageStart(from) + HEIGHTS_PER_READ - 1, tip))) {
      for (let height = page.first; height <= Math.min(page.last, tip); height++) {
        const body = await reader.body(page, height);
        records.push({ height, header: headerAt(page, height), body });
        sizeBytes += 80 + body.length;
        if (sizeBytes < BYTES_PER_WRITE && records.length < RECORDS_PER_WRITE && height < tip) continue;
        signal?.throwIfAborted();
        await store.append(records);
        onProgress?.({ height, tip });
        records = [];
        sizeBytes = 0;
      }
    }
  }
}

/** From the witness, or from the state where that says more; undefined when neither can be read or nothing was stored. */
function acknowledgedTip({ state }: Scan, acknowledged: Acknowledged | undefined): number | undefined {
  return state && state.write >= (acknowledged?.write ?? 0) ? state.range?.tip : acknowledged?.tip;
}

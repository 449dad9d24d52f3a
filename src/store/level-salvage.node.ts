/**
 * What can still be read of a damaged store, found on a copy: LevelDB deletes files when it opens a database, and more of
 * them where it was misled by a damaged one. Tables are never written twice, so they are linked, not copied.
 *
 * The copy is read as it is, and once more after LevelDB's repair, which takes every table and log that it finds,
 * whatever the manifest says. The one with more intact records counts. Each entry that is taken matches its seal, and
 * follows the one below it, so what is found is a chain that was once stored, or its lower part.
 */
import { constants } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openRawDatabase, repairDatabase, type LevelDatabase } from './level-database.ts';
import type { HeightRange } from './level-layout.node.ts';
import { scanEntries, type Scan } from './level-scan.node.ts';

/** Directories of work, beside the store, begin with its name and this. */
export const WORK_SUFFIX = '.rebuild-';

export interface Salvage {
  readonly scan: Scan;
  /** The heights to keep; null for none. */
  readonly intact: HeightRange | null;
  /** A database that is no longer needed when the work is done. */
  readonly database: LevelDatabase;
}

/**
 * Does the work with a copy of what can still be read, undefined when that is nothing at all; then removes the copy.
 * @throws what the work throws; `signal.reason`; errors of the file system
 */
export async function salvage<T>(
  path: string,
  work: (found: Salvage | undefined, directory: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const directory = await mkdtemp(`${path}${WORK_SUFFIX}`);
  const opened: Salvage[] = [];
  try {
    for (const repaired of [false, true]) {
      const copy = join(directory, repaired ? 'repaired' : 'copy');
      const found = await openCopy(path, copy, repaired, signal);
      if (found === undefined) continue;
      opened.push(found);
      if (found.scan.problem === undefined) break;
    }
    const [first, second] = opened;
    return await work(first && second && sizeOf(second) > sizeOf(first) ? second : first, directory);
  } finally {
    for (const { database } of opened) await database.close().catch(() => {});
    await rm(directory, { recursive: true, force: true });
  }
}

/** The heights that can still be read of a store whose files are damaged; undefined when that cannot be found out. */
export async function findIntact(path: string): Promise<HeightRange | null | undefined> {
  try {
    return await salvage(path, async (found) => found?.intact ?? null);
  } catch {
    return undefined; // a full disk, say: the damage is what is to be told
  }
}

function sizeOf({ intact, scan }: Salvage): number {
  return intact === null ? 0 : intact.tip - intact.lowest + 1 + scan.intactBranchEntries;
}

async function openCopy(
  path: string,
  copy: string,
  repaired: boolean,
  signal: AbortSignal | undefined,
): Promise<Salvage | undefined> {
  await copyFiles(path, copy, signal);
  let database: LevelDatabase;
  try {
    if (repaired) await repairDatabase(copy);
    database = await openRawDatabase(copy, false);
  } catch {
    return undefined; // nothing can be read this way
  }
  const scan = await scanEntries(database, signal);
  return { scan, intact: toKeep(scan), database };
}

/** Not what a rollback removed, where the state that says so is there. */
function toKeep({ intact, state }: Scan): HeightRange | null {
  if (intact === null || state?.range === undefined || state.range.lowest !== intact.lowest) return intact;
  return { lowest: intact.lowest, tip: Math.min(intact.tip, state.range.tip) };
}

async function copyFiles(path: string, copy: string, signal: AbortSignal | undefined): Promise<void> {
  await mkdir(copy);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    signal?.throwIfAborted();
    if (!entry.isFile() || entry.name === 'LOCK') continue;
    const [from, to] = [join(path, entry.name), join(copy, entry.name)];
    const linked =
      /\.(?:ldb|sst)$/.test(entry.name) &&
      (await link(from, to).then(
        () => true,
        () => false,
      ));
    if (!linked) await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

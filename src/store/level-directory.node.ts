/**
 * The directory of a LevelDB store, before LevelDB sees it.
 *
 * LevelDB finds its files through the file CURRENT. Where that is gone it would begin a new database and delete the
 * tables of the old one, so a database may be made only where there are no files of an older.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.ts';
import { codeOf, corrupt } from './level-errors.ts';
import { WITNESS_FILE } from './level-witness.node.ts';
import { unavailable } from './store-errors.ts';

/** What LevelDB leaves when it is stopped before its first CURRENT. A database in use has a later manifest. */
const OF_A_CUT_OFF_BEGINNING = /^(?:LOCK|LOG|LOG\.old|MANIFEST-000001|000001\.dbtmp)$/;
/** What file systems and desktops put into any directory. */
const OF_NOBODY = /^(?:\.|lost\+found$)/;
const OF_A_DATABASE = /^(?:MANIFEST-\d+|\d+\.(?:ldb|sst|log))$/;

/**
 * Makes the directory where there is none, if it may, and tells whether it holds a database.
 * @throws MidstateError
 * - ERR_STORE_CORRUPT: there are files of a database, but not the one that names them
 * - ERR_STORE_UNAVAILABLE: it cannot be made or read, or holds files of something else
 */
export async function prepareLevelDirectory(path: string, mayMake: boolean): Promise<'empty' | 'database'> {
  let files: string[];
  try {
    if (mayMake) await makeDirectory(path);
    else if ((await kindOf(path)) === undefined) return 'empty';
    files = await readdir(path);
    // Asked for after the list was read: another process may be making the database just now.
    if (await kindOf(join(path, 'CURRENT'))) return 'database';
  } catch (error) {
    throw unavailable(path, messageOf(error), error);
  }
  const others = files.filter((file) => !OF_A_CUT_OFF_BEGINNING.test(file) && !OF_NOBODY.test(file));
  const left = others.find(isOfStore);
  if (left !== undefined) throw corrupt(path, `its file CURRENT is missing, but ${left} is there`);
  if (others[0] !== undefined)
    throw unavailable(path, `it holds other files (${others[0]}) and no store; name another directory`);
  return 'empty';
}

/** True for the name of a file that is there only where there is, or was, a store. */
export function isOfStore(file: string): boolean {
  return file === WITNESS_FILE || file === 'CURRENT' || OF_A_DATABASE.test(file);
}

/** Not mkdir's `recursive`, which never ends where a directory exists and refuses new ones with ENOENT, as /proc does. */
async function makeDirectory(path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind === 'directory') return;
  if (kind === 'file') throw new Error(`${path} is not a directory`);
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent);
  try {
    await mkdir(path);
  } catch (cause) {
    if ((await kindOf(path)) === 'directory') return; // made by another meanwhile
    throw new Error(`the directory cannot be made: ${messageOf(cause)}`, { cause });
  }
}

async function kindOf(path: string): Promise<'directory' | 'file' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

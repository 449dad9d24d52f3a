/** Opening a LevelDB database through the optional package classic-level. */
import type { ClassicLevel } from 'classic-level';
import { messageOf } from '../errors.ts';
import { prepareLevelDirectory } from './level-directory.node.ts';
import { codeOf, corrupt, levelError, noNetwork } from './level-errors.ts';
import { findFileDamage } from './level-files.node.ts';
import { finishSwap } from './level-swap.node.ts';
import { unavailable } from './store-errors.ts';

export type LevelDatabase = ClassicLevel<Uint8Array, Uint8Array>;

/** Headers are hashes: compressing them gains nothing. */
const SETTINGS = { keyEncoding: 'view', valueEncoding: 'view', compression: false } as const;

/**
 * Opens a database, made if there is none and `mayMake` says so. The files of an old one are checked before.
 * @throws TypeError when it would have to be made and may not
 * @throws MidstateError ERR_STORE_UNAVAILABLE, ERR_STORE_LOCKED, ERR_STORE_CORRUPT
 */
export async function openLevelDatabase(path: string, mayMake: boolean): Promise<LevelDatabase> {
  const { ClassicLevel } = await importClassicLevel(path);
  try {
    await finishSwap(path);
    const createIfMissing = (await prepareLevelDirectory(path, mayMake)) === 'empty';
    if (createIfMissing && !mayMake) throw noNetwork(path);
    if (!createIfMissing) await assertIntactFiles(path);
    const database = new ClassicLevel<Uint8Array, Uint8Array>(path, { ...SETTINGS, createIfMissing });
    await database.open();
    return database;
  } catch (error) {
    throw error instanceof TypeError ? error : levelError(path, error);
  }
}

async function assertIntactFiles(path: string): Promise<void> {
  if ((await findFileDamage(path)) === undefined) return;
  await assertUnlocked(path);
  // once more: another process may have had it open just now
  const damage = await findFileDamage(path);
  if (damage !== undefined) throw corrupt(path, damage);
}

/**
 * Asserts that nobody has a database open. LevelDB takes the lock before it looks whether there is one, so it need not
 * read the files for that.
 * @throws MidstateError ERR_STORE_LOCKED
 */
export async function assertUnlocked(path: string): Promise<void> {
  const { ClassicLevel } = await importClassicLevel(path);
  try {
    await new ClassicLevel(path, { createIfMissing: false, errorIfExists: true }).open();
  } catch (error) {
    const found = levelError(path, error);
    if (found.code === 'ERR_STORE_LOCKED') throw found;
  }
}

// Imported here, not above: whoever never opens such a store need not have the package.
async function importClassicLevel(path: string): Promise<typeof import('classic-level')> {
  try {
    return await import('classic-level');
  } catch (cause) {
    const missing = codeOf(cause) === 'ERR_MODULE_NOT_FOUND';
    const reason = missing
      ? 'it needs the package classic-level: npm install classic-level'
      : `the package classic-level does not load: ${messageOf(cause)}`;
    throw unavailable(path, reason, cause);
  }
}

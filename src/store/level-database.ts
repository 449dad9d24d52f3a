/** Opening a LevelDB database through the optional package classic-level. */
import type { ClassicLevel } from 'classic-level';
import { prepareLevelDirectory } from './level-directory.node.ts';
import { codeOf, levelError, messageOf, noNetwork, unavailable } from './level-errors.ts';

export type LevelDatabase = ClassicLevel<Uint8Array, Uint8Array>;

/** Headers are hashes: compressing them gains nothing. */
const SETTINGS = { compression: false } as const;

/**
 * Opens a database, made if there is none and `mayMake` says so.
 * @throws TypeError when it would have to be made and may not
 * @throws MidstateError ERR_STORE_UNAVAILABLE, ERR_STORE_LOCKED, ERR_STORE_CORRUPT
 */
export async function openLevelDatabase(path: string, mayMake: boolean): Promise<LevelDatabase> {
  const { ClassicLevel } = await importClassicLevel(path);
  const createIfMissing = (await prepareLevelDirectory(path, mayMake)) === 'empty';
  if (createIfMissing && !mayMake) throw noNetwork(path);
  const options = { keyEncoding: 'view', valueEncoding: 'view', createIfMissing, ...SETTINGS } as const;
  const database = new ClassicLevel<Uint8Array, Uint8Array>(path, options);
  try {
    await database.open();
  } catch (error) {
    throw levelError(path, error);
  }
  return database;
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

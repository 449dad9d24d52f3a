/**
 * Putting a fresh directory in the place of an old one, so that a kill at any moment leaves one of them there.
 *
 * No system call that Node has exchanges two directories, so there is a moment in which the place is empty: the old one
 * is set aside, the fresh one stands complete beside the place as `.rebuilt`. Whoever opens the place then, finds it and
 * finishes what was begun.
 */
import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './level-errors.ts';

const completeBeside = (path: string): string => `${path}.rebuilt`;

/**
 * Moves `path` to a name of its own for keeping and `fresh` into its place.
 * @returns the name under which the old directory is kept
 */
export async function swapDirectories(path: string, fresh: string): Promise<string> {
  let backup = `${path}.damaged`;
  for (let number = 2; await exists(backup); number++) backup = `${path}.damaged-${number}`;
  await rename(fresh, completeBeside(path));
  await syncDirectory(dirname(path));
  await rename(path, backup);
  await finishSwap(path);
  return backup;
}

/** Finishes a swap that was stopped between its steps, when there is one. */
export async function finishSwap(path: string): Promise<void> {
  if ((await exists(path)) || !(await exists(completeBeside(path)))) return;
  try {
    await rename(completeBeside(path), path);
  } catch (error) {
    if (!(await exists(path))) throw error; // finished by another meanwhile otherwise
  }
  await syncDirectory(dirname(path));
}

/** Makes the names in a directory durable. Windows neither needs nor allows that. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/**
 * Looking at every byte of LevelDB's files before LevelDB does. It would leave out what does not match in a log and then
 * delete the log, would read tables without looking at their checksums, and would delete the tables that a manifest does
 * not name. Here a damaged file is found while all of them are still as they were.
 *
 * Not looked at, as nothing is read from them: LevelDB's diary (`LOG`, `LOG.old`), the empty file `LOCK`, logs and tables
 * that the manifest says are no longer used, and which LevelDB deletes. What stands last in a log and does not match is
 * what a crash leaves; whether it had been acknowledged is for the witness.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './level-errors.ts';
import { readLog } from './level-log-format.ts';
import { readManifest, type Manifest } from './level-manifest-format.ts';
import { findTableDamage } from './level-table-format.ts';

/** What is wrong with the files of a database, or undefined. Errors of the file system pass through. */
export async function findFileDamage(directory: string): Promise<string | undefined> {
  const names = await readdir(directory);
  const current = await readFile(join(directory, 'CURRENT'), 'latin1');
  const manifestName = /^(MANIFEST-\d+)\n$/.exec(current)?.[1];
  if (manifestName === undefined) return 'its file CURRENT is not what was written';
  const manifestBytes = await readIfThere(directory, manifestName);
  if (manifestBytes === undefined) return `its file ${manifestName} is missing, which CURRENT names`;
  const { contents, end } = readLog(manifestBytes);
  // A manifest is synced by every write, so all that a crash can leave is a cut-off end.
  if (end === 'damaged' || end === 'torn') return `its file ${manifestName} is not what was written`;
  let manifest: Manifest;
  try {
    manifest = readManifest(contents);
  } catch (error) {
    if (error instanceof RangeError) return `its file ${manifestName} is not what was written`;
    throw error;
  }
  const unnamed = names.find((name) => /\.(?:ldb|sst)$/.test(name) && !manifest.tables.has(Number.parseInt(name, 10)));
  if (end === 'cut-off' && unnamed !== undefined)
    return `its file ${manifestName} is cut off, and does not name the table ${unnamed}`;
  return (await findDamageInTables(directory, names, manifest)) ?? (await findDamageInLogs(directory, names, manifest));
}

async function findDamageInTables(
  directory: string,
  names: readonly string[],
  { tables }: Manifest,
): Promise<string | undefined> {
  for (const [number, sizeBytes] of tables) {
    const name = names.find((each) => /\.(?:ldb|sst)$/.test(each) && Number.parseInt(each, 10) === number);
    const bytes = name === undefined ? undefined : await readIfThere(directory, name);
    if (bytes === undefined) return `its table ${number} is missing`;
    const damage = bytes.length === sizeBytes ? findTableDamage(bytes) : `it has ${bytes.length} bytes of ${sizeBytes}`;
    if (damage !== undefined) return `its file ${name} is not what was written: ${damage}`;
  }
  return undefined;
}

async function findDamageInLogs(
  directory: string,
  names: readonly string[],
  { oldestLog }: Manifest,
): Promise<string | undefined> {
  for (const name of names) {
    if (!/^\d+\.log$/.test(name) || Number.parseInt(name, 10) < oldestLog) continue;
    const bytes = await readIfThere(directory, name);
    if (bytes && readLog(bytes).end === 'damaged') return `its file ${name} is not what was written`;
  }
  return undefined;
}

async function readIfThere(directory: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(directory, name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

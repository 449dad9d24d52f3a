/** Scripts that are started again and again, bundled into one file: a process is up in less time than it lives then. */
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'rolldown';

const root = new URL('../../', import.meta.url).pathname;

/**
 * Bundles a file of this repository, with what it imports but classic-level, into a directory that is empty or has
 * other scripts, laid out like a package: what asks for `../../package.json` finds it.
 * @param path of a script, from the root of the repository
 * @returns the path of the script to start
 */
export async function makeOneFileScript(path: string, directory: string): Promise<string> {
  const file = join(directory, 'dist/scripts', basename(path).replace(/\.[jt]s$/, '.mjs'));
  await build({
    input: join(root, path),
    platform: 'node',
    external: ['classic-level'],
    output: { file, codeSplitting: false },
    logLevel: 'silent',
  });
  await mkdir(directory, { recursive: true });
  await copyFile(join(root, 'package.json'), join(directory, 'package.json'));
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  return file;
}

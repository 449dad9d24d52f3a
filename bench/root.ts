/** The repository's root, found upwards, so that a bundle of the benchmark finds it too. */
import { existsSync } from 'node:fs';

export const root: URL = findRoot(new URL('./', import.meta.url));

function findRoot(folder: URL): URL {
  if (existsSync(new URL('bench/rivals/package.json', folder))) return folder;
  const parent = new URL('../', folder);
  if (parent.href === folder.href) throw new Error('the benchmark does not lie in its repository');
  return findRoot(parent);
}

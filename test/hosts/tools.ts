/** The bundlers and runtimes of test/hosts/package.json, which are installed apart from everything else. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = new URL('node_modules/', import.meta.url);
const require = createRequire(import.meta.url);

/** Why nothing of this folder can run, or undefined. */
export const missing: string | undefined = !existsSync(folder)
  ? 'The host matrix is skipped: test/hosts/node_modules is missing (npm --prefix test/hosts ci).'
  : !existsSync(new URL('../../dist/index.js', import.meta.url))
    ? 'The host matrix is skipped: there is no build in dist (npm run build).'
    : undefined;

/**
 * A tool by its name, as `T`, which lists what is used of it: the types of the tools are there only where they are installed.
 */
export async function importTool<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(require.resolve(name)).href)) as T;
}

/** A file of an installed package, or undefined where this machine has none. */
export function toolFile(path: string): string | undefined {
  const file = new URL(path, folder);
  return existsSync(file) ? fileURLToPath(file) : undefined;
}

/** The version of an installed package. */
export function toolVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(new URL(`${name}/package.json`, folder), 'utf8')) as { version: string };
  return version;
}

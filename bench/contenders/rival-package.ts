/** Loads a rival from `bench/rivals`, which pins its version and is installed apart from the package itself. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { root } from '../root.ts';

const rivals = new URL('bench/rivals/', root);

/**
 * The namespace of a rival's module. The caller says what it expects of it; the check before timing shows whether
 * that is so.
 * @throws Error when the rivals are not installed
 */
export async function importRival<Module>(specifier: string): Promise<Module> {
  if (!existsSync(new URL('node_modules/', rivals))) {
    throw new Error('the rivals are not installed: npm --prefix bench/rivals ci');
  }
  const path = createRequire(new URL('package.json', rivals)).resolve(specifier);
  const namespace: Module = await import(pathToFileURL(path).href);
  return namespace;
}

/** The version of an installed rival. */
export function rivalVersion(name: string): string {
  return versionIn(new URL(`node_modules/${name}/package.json`, rivals));
}

/** The `version` of a package.json. */
export function versionIn(manifest: URL): string {
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  return version;
}

/** Loads a rival from `bench/rivals`, which pins its version and is installed apart from the package itself. */
import { existsSync, readFileSync } from 'node:fs';
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
  // A file that stands among them, so that they resolve from there also when the benchmark is one bundle elsewhere.
  const { importRival: importFromThere }: { importRival: (name: string) => Promise<Module> } = await import(
    new URL('import.js', rivals).href
  );
  return importFromThere(specifier);
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

/** Reads this repository for the architecture test. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SubpathImports } from './import-graph.ts';

const root = new URL('../../', import.meta.url);

/** Text by path from the root, of every file with one of the endings below a folder; without installed packages. */
export function readFiles(folder: string, endings: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  const url = new URL(`${folder}/`, root);
  if (!existsSync(url)) return files;
  for (const name of readdirSync(fileURLToPath(url), { recursive: true, encoding: 'utf8' }).toSorted()) {
    const path = `${folder}/${name.replaceAll('\\', '/')}`;
    if (path.includes('/node_modules/') || path.includes('.generated.')) continue;
    if (endings.some((ending) => path.endsWith(ending))) files.set(path, readFileSync(new URL(path, root), 'utf8'));
  }
  return files;
}

/** `package.json#imports`, each name with the source files that it may stand for. */
export function readSubpathImports(): SubpathImports {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const imports = manifest !== null && typeof manifest === 'object' && 'imports' in manifest ? manifest.imports : {};
  return new Map(Object.entries(imports ?? {}).map(([name, value]) => [name, [...new Set(pathsIn(value))]]));
}

function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(pathsIn) : [];
}

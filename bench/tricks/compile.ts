/** The kernels' sources, patched and compiled in memory with the options of asconfig.json. */
import { readdirSync, readFileSync } from 'node:fs';
import { root } from '../root.ts';
import type { Patch } from './variant.ts';

/** What is used of the compiler. Its own types would make AssemblyScript's globals known to the whole project. */
interface Compiler {
  createMemoryStream(): { toString(): string };
  main(
    args: readonly string[],
    host: {
      readFile(path: string): string | null;
      writeFile(path: string, contents: string | Uint8Array): void;
      listFiles(): string[];
      stderr: { toString(): string };
    },
  ): Promise<{ error: Error | null }>;
}

const compiler: string = 'assemblyscript/asc';
const { default: asc } = (await import(compiler)) as { default: Compiler };

/** Texts by their path from the repository's root, as the compiler asks for them. */
export type Sources = ReadonlyMap<string, string>;

export interface Build {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly wat: string;
}

/** The sources as they stand. */
export function readSources(): Sources {
  const paths = readdirSync(new URL('assembly/', root), { recursive: true, encoding: 'utf8' })
    .map((path) => `assembly/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'));
  return new Map(['asconfig.json', ...paths].map((path) => [path, readFileSync(new URL(path, root), 'utf8')]));
}

/**
 * The sources with patches applied, one after another.
 * @throws Error when a patch's text does not stand in its file exactly once: the kernels have moved on
 */
export function patched(sources: Sources, patches: readonly Patch[]): Sources {
  const result = new Map(sources);
  for (const { file, text, replacement } of patches) {
    const path = `assembly/${file}`;
    const parts = result.get(path)?.split(text);
    if (parts?.length !== 2) {
      const found = parts === undefined ? 'no such file' : `${parts.length - 1} times`;
      throw new Error(`${path}: expected this text once, found it ${found}: ${text}`);
    }
    result.set(path, parts.join(replacement));
  }
  return result;
}

/**
 * Compiles sources, as build/kernels.ts does.
 * @throws Error with the compiler's messages
 */
export async function compile(sources: Sources, target: 'simd' | 'scalar'): Promise<Build> {
  const written = new Map<string, string | Uint8Array>();
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main(['--config', 'asconfig.json', '--target', target], {
    readFile: (path) => sources.get(path) ?? null,
    writeFile: (path, contents) => void written.set(path, contents),
    listFiles: () => [],
    stderr,
  });
  if (error !== null) throw new Error(`asc: ${error.message}\n${stderr.toString()}`);
  const wasm = written.get(`dist/wasm/${target}.wasm`);
  const wat = written.get(`dist/wasm/${target}.wat`);
  if (!(wasm instanceof Uint8Array) || typeof wat !== 'string') throw new Error('asc: expected a binary and its text');
  return { wasm: new Uint8Array(wasm), wat };
}

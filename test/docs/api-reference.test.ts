/** The API reference: it covers every entry of the package, and `npm run docs` refuses what is exported without a word. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, TSConfigReader, type TypeDocOptions } from 'typedoc';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../integration/midstate-command.ts';

const root = new URL('../../', import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const settings = readJson('typedoc.json') as Partial<TypeDocOptions> & {
  readonly $schema: string;
  readonly entryPoints: string[];
};
const { exports } = readJson('package.json') as { readonly exports: Record<string, string | { types: string }> };

it('has a part for each entry of the package that has types, under the name by which it is imported', () => {
  const entries = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string'
      ? []
      : [[target.types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts'), entry.replace('.', 'midstate')] as const],
  );
  expect(settings.entryPoints.toSorted()).toEqual(entries.map(([source]) => source).toSorted());
  for (const [source, name] of entries)
    expect(readFileSync(new URL(source, root), 'utf8'), source).toMatch(
      new RegExp(`^/\\*\\*(?:(?!\\*/)[^])+@module ${name}\n`),
    );
});

const planted = `
export function bare(): void {}
export type Bare = 1;
/** A property without one. */
export interface Named { readonly bare: number }
/** The fields of an inline type need none. */
export type Shape = { readonly kind: 'a' };
interface Hidden { a: 1 }
/** Of a type that is not there. */
export const shownHidden: Hidden = { a: 1 };
/** See {@link nothing}. */
export const linked = 1;
`;

/** What it says about a source file, by the very settings of the project. */
async function problemsOf(source: string): Promise<readonly string[]> {
  const scratch = temporaryDirectory();
  const write = (name: string, content: string): void => writeFileSync(join(scratch, name), content);
  write('planted.ts', source);
  const compilerOptions = { module: 'nodenext', target: 'es2022', lib: ['es2022'], strict: true, noEmit: true };
  write('tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] }, files: ['planted.ts'] }));
  write('package.json', JSON.stringify({ name: 'planted', version: '1.0.0', type: 'module' }));
  const { $schema: _unread, ...options } = settings;
  const app = await Application.bootstrapWithPlugins(
    {
      ...options,
      plugin: [fileURLToPath(new URL('build/typedoc-properties.ts', root))],
      entryPoints: [join(scratch, 'planted.ts')],
      packagesRequiringDocumentation: ['planted'],
      projectDocuments: [],
      readme: 'none',
      tsconfig: join(scratch, 'tsconfig.json'),
      logLevel: 'Error',
    },
    // not typedoc.json again, over these
    [new TSConfigReader()],
  );
  const problems: string[] = [];
  app.logger.validationWarning = (text: string) => void problems.push(text);
  const project = await app.convert();
  app.validate(project!);
  return problems;
}

describe('npm run docs', () => {
  it('treats a warning as an error', () => {
    expect(settings.treatWarningsAsErrors).toBe(true);
  });

  it('refuses what has no comment, types that are named and not exported, and links that lead nowhere', async () => {
    expect(await problemsOf(planted)).toEqual([
      expect.stringMatching(/^Hidden, .* is referenced by shownHidden but not included/),
      expect.stringMatching(/^bare \(CallSignature\), .* does not have any documentation/),
      expect.stringMatching(/^Bare \(TypeAlias\), .* does not have any documentation/),
      expect.stringMatching(/^Failed to resolve link to "nothing"/),
      'Named.bare does not have a comment',
    ]);
  });
});

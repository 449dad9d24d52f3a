/** The playground is checked against the types that its pages get from the installed package. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

it('finds the types of the package where the package says that they are', () => {
  const config = readFileSync(new URL('examples/playground/tsconfig.json', root), 'utf8').replace(/^\s*\/\/.*$/gm, '');
  const { paths } = (JSON.parse(config) as { compilerOptions: { paths: Record<string, string[]> } }).compilerOptions;
  const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    exports: Record<string, { types?: string }>;
  };
  for (const [entry, { types }] of Object.entries(manifest.exports)) {
    // an entry that no page imports
    if (types === undefined || entry === './worker' || entry === './store/level') continue;
    const name = `midstate${entry.slice(1)}`;
    const wildcard = paths['midstate/*']?.map((path) => path.replace('*', entry.slice(2)));
    expect([name, paths[name] ?? wildcard]).toEqual([name, [types.replace('./', '../../')]]);
  }
});

/** What a stranger's install brings: the files of the tarball, and types that need nothing of his own settings. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');

interface Tarball {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly size: number;
}

describe('the tarball', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const [tarball] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as [Tarball];

  it('has modules, their types and the kernels, and beside them these', () => {
    const paths = tarball.files.map((file) => file.path);
    expect(paths.filter((path) => !/^dist\/.*\.(?:js|d\.ts)$/.test(path)).toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist/wasm/scalar.wasm',
      'dist/wasm/simd.wasm',
      'package.json',
    ]);
    expect(paths.filter((path) => /bundle|\.test\./.test(path))).toEqual([]);
  });

  it('has no empty file, and is under half a megabyte', () => {
    expect(tarball.files.filter((file) => file.size === 0)).toEqual([]);
    expect(tarball.size).toBeLessThan(500_000);
  });
});

describe("the types, in a project with TypeScript's own checks of libraries", () => {
  const manifest: { readonly exports: Readonly<Record<string, object | string>> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const entries = Object.keys(manifest.exports).filter((entry) => !/wasm|package\.json/.test(entry));

  /** What the compiler says of a program that imports every entry, with these libraries and no package of types. */
  function complaints(lib: string, moduleResolution: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'midstate-types-'));
    try {
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync(root, join(folder, 'node_modules/midstate'));
      const imports = entries.map((entry, index) => `export * as e${index} from 'midstate${entry.slice(1)}';\n`);
      const released = `import { createMiner } from 'midstate';\nawait (await createMiner())[Symbol.asyncDispose]();\n`;
      writeFileSync(join(folder, 'stranger.mts'), imports.join('') + released);
      const module = moduleResolution === 'bundler' ? 'esnext' : moduleResolution;
      const options = { lib, module, moduleResolution, target: 'es2022', types: '', strict: 'true', noEmit: 'true' };
      const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
      execFileSync(process.execPath, [tsc, ...flags, 'stranger.mts'], { cwd: folder, encoding: 'utf8' });
      return '';
    } catch (error) {
      return (error as { readonly stdout?: string }).stdout ?? String(error);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it.each([
    ['es2022,dom', 'bundler'],
    ['es2022,dom', 'nodenext'],
    ['es2022,webworker', 'node16'],
  ])('compile with the libraries %s, resolved as %s', (lib, moduleResolution) => {
    expect(complaints(lib, moduleResolution)).toBe('');
  });

  it('would not without the libraries that they do need', () => {
    expect(complaints('es5', 'bundler')).not.toBe('');
  });
});

import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a page loads that imports this: one file, minified, every kernel and the worker in it. */
async function bundle(code: string): Promise<string> {
  const build = await rolldown({
    input: 'entry',
    cwd: root,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? `${root}entry.js` : undefined),
        load: (id) => (id === `${root}entry.js` ? code : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
}

describe('the browser bundle', () => {
  it('of engine, inline kernels, miner and worker is below 60,000 bytes gzipped', async () => {
    const code = await bundle("export * from 'midstate/engine';\nexport * from 'midstate/miner';");
    // the kernels, the worker as text, and nothing of Node
    expect(code).toContain('0061736d01000000');
    expect(code).toContain('createObjectURL');
    expect(code).not.toMatch(/node:(?:os|worker_threads)/);
    expect(code).not.toContain('indexedDB');
    expect(gzipSync(code).length).toBeLessThan(60_000);
  });

  it('of the primitives alone holds no kernel', async () => {
    const code = await bundle("export { sha256 } from 'midstate/primitives';");
    expect(code).not.toContain('0061736d01000000');
    expect(gzipSync(code).length).toBeLessThan(3000);
  });
});

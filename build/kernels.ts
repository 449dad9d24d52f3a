/**
 * Compiles the kernels and inlines them: dist/wasm/{simd,scalar}.wasm and .wat, src/engine/kernels.generated.ts.
 *
 *     node build/kernels.ts
 *
 * The targets and options stand in asconfig.json. Node 24 runs this file as it is.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { encodeByteText, frequentBytes } from './byte-text.ts';

const root = new URL('../', import.meta.url);
const asc = fileURLToPath(new URL('node_modules/assemblyscript/bin/asc.js', root));
const targets = ['simd', 'scalar'] as const;

mkdirSync(new URL('dist/wasm/', root), { recursive: true });
const kernels: { readonly target: string; readonly wasm: Buffer }[] = [];
for (const target of targets) {
  execFileSync(process.execPath, [asc, '--config', 'asconfig.json', '--target', target], {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
  });
  const wasm = readFileSync(new URL(`dist/wasm/${target}.wasm`, root));
  if (WebAssembly.Module.imports(new WebAssembly.Module(wasm)).length > 0)
    throw new Error(`${target}.wasm: expected no imports`);
  kernels.push({ target, wasm });
  console.log(`dist/wasm/${target}.wasm: ${wasm.length} bytes, ${gzipSync(wasm).length} gzipped`);
}

const singles = frequentBytes(kernels.map(({ wasm }) => wasm));
writeFileSync(
  new URL('src/engine/kernels.generated.ts', root),
  `/** The kernels as text (byte-text.ts). Made by build/kernels.ts; not in git. */
export const KERNELS: Readonly<Record<'simd' | 'scalar', string>> = {
${kernels.map(({ target, wasm }) => `  ${target}: '${encodeByteText(wasm, singles)}',`).join('\n')}
};
/** The bytes that a single character stands for. */
export const SINGLES: readonly number[] = [${singles.join(', ')}];
`,
);

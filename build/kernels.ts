/**
 * Compiles the kernels and inlines them: dist/wasm/{simd,scalar}.wasm and .wat, src/engine/kernels.generated.ts.
 *
 *     node build/kernels.ts
 *
 * They are inlined as hexadecimal digits: base64 shifts repeated code against itself, which hides it from compressors, and
 * comes to 20 kB of gzip where the digits come to 15 kB.
 *
 * The targets and options stand in asconfig.json. Node 24 runs this file as it is.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = new URL('../', import.meta.url);
const asc = fileURLToPath(new URL('node_modules/assemblyscript/bin/asc.js', root));
const targets = ['simd', 'scalar'] as const;

mkdirSync(new URL('dist/wasm/', root), { recursive: true });
const lines: string[] = [];
for (const target of targets) {
  execFileSync(process.execPath, [asc, '--config', 'asconfig.json', '--target', target], {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
  });
  const wasm = readFileSync(new URL(`dist/wasm/${target}.wasm`, root));
  if (WebAssembly.Module.imports(new WebAssembly.Module(wasm)).length > 0)
    throw new Error(`${target}.wasm: expected no imports`);
  lines.push(`  ${target}: '${wasm.toString('hex')}',`);
  console.log(`dist/wasm/${target}.wasm: ${wasm.length} bytes, ${gzipSync(wasm).length} gzipped`);
}

writeFileSync(
  new URL('src/engine/kernels.generated.ts', root),
  `/** The kernels in hexadecimal digits. Made by build/kernels.ts; not in git. */
export const KERNELS_HEX: Readonly<Record<'simd' | 'scalar', string>> = {
${lines.join('\n')}
};
`,
);

/** The kernels' tricks can be switched off as they stand, and a kernel that answers wrongly is not timed. */
import { describe, expect, it } from 'vitest';
import { compile, patched, readSources } from '../../bench/tricks/compile.ts';
import { countOperations } from '../../bench/tricks/operations.ts';
import { start } from '../../bench/tricks/start.ts';
import { trickWorks } from '../../bench/tricks/works.ts';
import { variants } from '../../bench/tricks/variants.ts';

const sources = readSources();

describe('the variants of the kernels', () => {
  it('have names of their own, and works that exist', () => {
    const names = variants.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const works = trickWorks.map(({ name }) => name);
    for (const variant of variants) {
      expect(variant.works.length).toBeGreaterThan(0);
      expect(works).toEqual(expect.arrayContaining([...variant.works]));
    }
  });

  it.each(variants.filter(({ patches }) => patches))(
    '$name: applies, compiles, and answers rightly with one, two and three streams',
    async ({ patches = [], target = 'simd' }) => {
      const { wasm } = await compile(patched(sources, patches), target);
      for (const streams of [1, 2, 3] as const) await start(wasm, target, streams);
    },
  );

  it('are refused when the kernels have moved on', () => {
    const patch = { file: 'sha256/rounds.ts', text: 'no such text', replacement: '' };
    expect(() => patched(sources, [patch])).toThrow('found it 0 times');
    expect(() => patched(sources, [{ ...patch, text: 'return' }])).toThrow(/found it \d+ times/);
    expect(() => patched(sources, [{ ...patch, file: 'none.ts' }])).toThrow('no such file');
  });

  it('are refused when the answer is wrong', async () => {
    const fault = { file: 'sha256/rounds.ts', text: 'rotateRight<T>(w, 17)', replacement: 'rotateRight<T>(w, 16)' };
    const { wasm } = await compile(patched(sources, [fault]), 'simd');
    await expect(start(wasm, 'simd', 3)).rejects.toThrow('self-test failed');
  });

  it('are refused when they do not compile', async () => {
    const fault = { file: 'sha256/rounds.ts', text: 'rotateRight<T>(w, 17)', replacement: 'unknown(w)' };
    await expect(compile(patched(sources, [fault]), 'simd')).rejects.toThrow("Cannot find name 'unknown'");
  });
});

describe('counting operations', () => {
  it('counts what is run, as often as it is run', async () => {
    const wat = `(module
 (memory 1)
 (func $twice (param $n i32)
  i32.const 16
  i32.const 0
  v128.load
  v128.const i32x4 1 2 3 4
  i32x4.add
  v128.store
  local.get $n
  if
   i32.const 0
   i32.const 0
   v128.load offset=16
   i32.const 1
   i32x4.shl
   v128.store
  end
 )
 (func (export "run") (param $n i32)
  loop $again
   local.get $n
   call $twice
   local.get $n
   i32.const 1
   i32.sub
   local.tee $n
   i32.const 0
   i32.ge_s
   br_if $again
  end
 )
)
`;
    const operations = await countOperations(wat, async (wasm) => {
      const { instance } = await WebAssembly.instantiate(wasm, {});
      const run = instance.exports['run'] as (n: number) => void;
      run(5);
      return { exports: instance.exports, work: () => run(2) };
    });
    // three turns of the loop, two of them with a shift
    expect(operations).toEqual({ vector: 5, shifts: 2, shuffles: 0, loads: 5, stores: 5, scalar: 6 });
  });
});

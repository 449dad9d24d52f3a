import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createEngine, GROUP_SIZE_MAX, type Engine } from '../../src/engine/index.ts';
import { createJsKernel } from '../../src/engine/js-kernel.ts';
import { createKernelEngine } from '../../src/engine/kernel-engine.ts';
import type { Kernel } from '../../src/engine/kernel.ts';
import { selfTest } from '../../src/engine/self-test.ts';
import { createMiner } from '../../src/miner/index.ts';

const kernel = async (name: 'simd' | 'scalar'): Promise<Buffer> =>
  readFile(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url));

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** The kernel's bytes with one bit flipped, `at` bytes into the only place where `marker` stands. */
function flipped(bytes: Buffer, marker: Uint8Array, at: number): Uint8Array {
  const place = bytes.indexOf(marker);
  expect(place).toBeGreaterThan(0);
  expect(bytes.indexOf(marker, place + 1)).toBe(-1);
  const broken = Uint8Array.from(bytes);
  broken[place + at]! ^= 1;
  return broken;
}

/** The first two globals of a kernel, each: type i32, immutable, i32.const, the value, end. */
const abiAndLanes = (name: 'simd' | 'scalar'): Uint8Array =>
  Uint8Array.of(0x7f, 0x00, 0x41, 3, 0x0b, 0x7f, 0x00, 0x41, name === 'simd' ? 4 : 1, 0x0b);

describe.each(['simd', 'scalar'] as const)('a broken %s kernel', (name) => {
  // The first, a middle and the last round constant, and the last word of the initial state.
  it.each([0x428a2f98, 0x0fc19dc6, 0x76f988da, 0xa4506ceb, 0x5be0cd19])(
    'with one bit of the constant %i flipped is refused',
    async (constant) => {
      const module = flipped(await kernel(name), word(constant), 0);
      await expect(createEngine({ module })).rejects.toMatchObject({
        code: 'ERR_ENGINE_SELF_TEST',
        details: { backend: name },
      });
    },
  );

  it('never mines: the workers refuse it', async () => {
    const module = flipped(await kernel(name), word(0x428a2f98), 0);
    await expect(createMiner({ module, threads: 2 })).rejects.toMatchObject({ code: 'ERR_ENGINE_SELF_TEST' });
  });

  it('with another ABI version is refused by that name', async () => {
    const module = flipped(await kernel(name), abiAndLanes(name), 3);
    await expect(createEngine({ module })).rejects.toMatchObject({
      code: 'ERR_ENGINE_SELF_TEST',
      details: { check: 'ABI version', expected: '3', received: '2' },
    });
  });

  it('that says it has other lanes than it has is refused', async () => {
    const module = flipped(await kernel(name), abiAndLanes(name), 8);
    const received = name === 'simd' ? '5' : '0';
    await expect(createEngine({ module })).rejects.toMatchObject({
      code: 'ERR_ENGINE_SELF_TEST',
      details: { check: 'lanes', received },
    });
  });
});

describe.each(Array.from({ length: GROUP_SIZE_MAX }, (_, place) => place))('a kernel blind at place %i', (place) => {
  const kernelWith = (change: (good: Kernel) => Partial<Kernel>): Engine => {
    const good = createJsKernel();
    return createKernelEngine({ ...good, ...change(good) }, '');
  };

  it('of its group of nonces is refused', () => {
    const blind = (search: (start: number, end: number) => number) => (start: number, end: number) => {
      const hit = search(start, end);
      return hit === start + place ? -1 : hit;
    };
    for (const method of ['searchHeader', 'searchMessage'] as const)
      expect(() => selfTest(kernelWith((good) => ({ [method]: blind(good[method]) })))).toThrow('self-test failed');
    expect(() => selfTest(kernelWith(() => ({})))).not.toThrow();
  });
});

it.each([6, 8])('a kernel that derives no key at place %i is refused', (place) => {
  const good = createJsKernel();
  const iterateHmac: Kernel['iterateHmac'] = (chains, more) => {
    good.iterateHmac(chains, more);
    chains.fill(0, 32 * place + 24, 32 * place + 32);
  };
  // as many passwords side by side as the widest kernel has
  const engine = createKernelEngine({ ...good, groupSize: GROUP_SIZE_MAX, iterateHmac }, '');
  expect(() => selfTest(engine)).toThrow(`self-test failed at "search: PBKDF2, at place ${place}"`);
});

describe('a module that is no kernel', () => {
  it('is refused when it is no WebAssembly at all', async () => {
    await expect(createEngine({ module: Uint8Array.of(1, 2, 3) })).rejects.toMatchObject({
      code: 'ERR_ENGINE_UNAVAILABLE',
      message: expect.stringContaining('options.module does not compile'),
    });
    await expect(createEngine({ module: 'simd.wasm' as unknown as Uint8Array })).rejects.toThrow(
      'options.module: expected a WebAssembly.Module or a Uint8Array, got "simd.wasm"',
    );
  });

  it('is refused when it exports something else', async () => {
    await expect(createEngine({ module: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0) })).rejects.toMatchObject({
      code: 'ERR_ENGINE_SELF_TEST',
      details: { check: 'export memory', expected: 'a memory', received: 'no such export' },
    });
  });

  it('is refused when it wants imports', async () => {
    // (import "a" "b" (func)) with the type () -> ()
    const module = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 0x61, 1, 0x62, 0, 0);
    await expect(createEngine({ module })).rejects.toMatchObject({
      code: 'ERR_ENGINE_SELF_TEST',
      details: { check: 'instantiation' },
    });
  });
});

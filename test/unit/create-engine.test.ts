import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileKernel, createEngine, startEngine, type EngineOptions } from '../../src/engine/index.ts';

async function kernel(name: 'simd' | 'scalar'): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readFile(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url)));
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The backend and the reason of an engine. */
async function chosen(...options: Parameters<typeof createEngine>): Promise<string> {
  const engine = await createEngine(...options);
  return `${engine.backend}: ${engine.reason}`;
}

describe('the choice of a backend', () => {
  it('takes SIMD where the host runs it', async () => {
    vi.stubEnv('MIDSTATE_BACKEND', undefined);
    expect(await chosen()).toBe('simd: This host runs WebAssembly SIMD.');
  });

  it('takes the scalar kernel where the host validates no SIMD', async () => {
    vi.stubEnv('MIDSTATE_BACKEND', undefined);
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(await chosen()).toBe('scalar: This host runs WebAssembly, but no SIMD.');
    await expect(createEngine({ backend: 'simd' })).rejects.toMatchObject({
      code: 'ERR_ENGINE_UNAVAILABLE',
      details: { backend: 'simd', reason: 'this host has no WebAssembly SIMD' },
    });
  });

  it('takes JavaScript where WebAssembly may not be compiled, and says why', async () => {
    vi.stubEnv('MIDSTATE_BACKEND', undefined);
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('blocked by CSP'));
    expect(await chosen()).toMatch(/^js: No WebAssembly kernel can be used here .*blocked by CSP/);
    await expect(createEngine({ backend: 'scalar' })).rejects.toMatchObject({ code: 'ERR_ENGINE_UNAVAILABLE' });
  });

  it('takes JavaScript where there is no WebAssembly', async () => {
    vi.stubEnv('MIDSTATE_BACKEND', undefined);
    vi.stubGlobal('WebAssembly', undefined);
    expect(await chosen()).toMatch(/^js: .*this host has no WebAssembly/);
    await expect(createEngine({ backend: 'simd' })).rejects.toMatchObject({ code: 'ERR_ENGINE_UNAVAILABLE' });
  });

  it.each(['simd', 'scalar', 'js'] as const)('takes %s when asked to', async (backend) => {
    expect(await chosen({ backend })).toBe(`${backend}: Asked for by options.backend.`);
  });

  it('lets the environment override auto, and nothing else', async () => {
    vi.stubEnv('MIDSTATE_BACKEND', 'scalar');
    expect(await chosen()).toBe('scalar: Asked for by the environment variable MIDSTATE_BACKEND.');
    expect(await chosen({ backend: 'js' })).toBe('js: Asked for by options.backend.');
    vi.stubEnv('MIDSTATE_BACKEND', 'avx512');
    await expect(createEngine()).rejects.toThrow(
      "MIDSTATE_BACKEND: expected 'auto', 'simd', 'scalar' or 'js', got \"avx512\"",
    );
  });

  it('refuses an unknown backend', async () => {
    await expect(createEngine({ backend: 'gpu' as 'js' })).rejects.toThrow(TypeError);
  });

  it('takes a given kernel for what it is, as bytes or compiled', async () => {
    vi.stubEnv('MIDSTATE_BACKEND', undefined);
    expect(await chosen({ module: await kernel('scalar') })).toBe('scalar: options.module is a scalar kernel.');
    expect(await chosen({ module: new WebAssembly.Module(await kernel('simd')) })).toBe(
      'simd: options.module is a simd kernel.',
    );
    await expect(createEngine({ backend: 'simd', module: await kernel('scalar') })).rejects.toMatchObject({
      code: 'ERR_ENGINE_UNAVAILABLE',
    });
  });

  it('compiles once for many threads: the source can be cloned and started again', async () => {
    const source = await compileKernel({ backend: 'simd' });
    const copy = structuredClone(source);
    expect((await startEngine(copy)).backend).toBe('simd');
    expect((await startEngine(source)).reason).toBe('Asked for by options.backend.');
  });
});

it('names an argument that is no options object, and a backend that is none', async () => {
  await expect(createEngine(null as unknown as EngineOptions)).rejects.toThrow('options: expected an object, got null');
  await expect(createEngine({ backend: null } as unknown as EngineOptions)).rejects.toThrow(
    "options.backend: expected 'auto', 'simd', 'scalar' or 'js', got null",
  );
});

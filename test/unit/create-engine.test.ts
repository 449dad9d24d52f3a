import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fastest } from '../../src/engine/choose-streams.ts';
import { compileKernel, createEngine, startEngine, type EngineOptions } from '../../src/engine/index.ts';

async function kernel(name: 'simd' | 'scalar'): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readFile(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url)));
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const realNow = performance.now.bind(performance);

/** A clock that advances by a nanosecond whenever it is read. */
function tinySteps(): () => number {
  let nowMs = 0;
  return () => (nowMs += 1e-6);
}

/** The backend of an engine and the reason for it; those of its streams are left out. */
async function chosen(options?: EngineOptions): Promise<string> {
  const engine = await createEngine(options);
  return `${engine.backend}: ${engine.reason.replace(/ Streams: .*/, '')}`;
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
    // a process that has compiled nothing yet
    vi.resetModules();
    const fresh = await import('../../src/engine/index.ts');
    const { backend, reason } = await fresh.createEngine();
    expect(`${backend}: ${reason}`).toMatch(/^js: No WebAssembly kernel can be used here .*blocked by CSP/);
    await expect(fresh.createEngine({ backend: 'scalar' })).rejects.toMatchObject({ code: 'ERR_ENGINE_UNAVAILABLE' });
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

  it('does without the environment where the host forbids reading it', async () => {
    const env = new Proxy(process.env, {
      get() {
        throw new Error('Requires env access');
      },
    });
    vi.spyOn(process, 'env', 'get').mockReturnValue(env);
    expect(await chosen()).toBe('simd: This host runs WebAssembly SIMD.');
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
    const source = await compileKernel({ backend: 'simd', streams: 2 });
    const copy = structuredClone(source);
    const { backend, streams, reason } = await startEngine(copy);
    expect([backend, streams]).toEqual(['simd', 2]);
    expect(reason).toBe('Asked for by options.backend. Streams: 2, asked for by options.streams.');
    expect((await startEngine(source)).reason).toBe(reason);
    expect((await startEngine({ ...source, streams: undefined })).streams).toBe(3);
  });

  it('starts no other kernel in place of one without a module', async () => {
    await expect(startEngine({ backend: 'simd', reason: '' })).rejects.toMatchObject({
      code: 'ERR_ENGINE_UNAVAILABLE',
      message: 'engine simd: the source has no module',
    });
  });
});

describe('the choice of streams', () => {
  it('times them, and says what it saw', async () => {
    vi.stubEnv('MIDSTATE_STREAMS', undefined);
    const { streams, reason } = await createEngine({ backend: 'simd' });
    expect([1, 2, 3]).toContain(streams);
    expect(reason).toMatch(/ Streams: [123]; 1, 2, 3 did \d+\.\d, \d+\.\d, \d+\.\d MH\/s\.$/);
  });

  it.each([1, 2, 3] as const)('takes %i when asked to, which the environment does not override', async (streams) => {
    vi.stubEnv('MIDSTATE_STREAMS', '1');
    expect((await createEngine({ backend: 'simd', streams })).streams).toBe(streams);
  });

  it('lets the environment override auto', async () => {
    vi.stubEnv('MIDSTATE_STREAMS', '2');
    const { streams, reason } = await createEngine({ backend: 'simd' });
    expect(streams).toBe(2);
    expect(reason).toContain('Streams: 2, asked for by the environment variable MIDSTATE_STREAMS.');
    vi.stubEnv('MIDSTATE_STREAMS', '9');
    await expect(createEngine()).rejects.toThrow('MIDSTATE_STREAMS: expected 1, 2, 3 or auto, got "9"');
  });

  it.each(['scalar', 'js'] as const)('leaves none to %s', async (backend) => {
    expect((await createEngine({ backend, streams: 3 })).streams).toBe(1);
  });

  it('refuses other numbers', async () => {
    await expect(createEngine({ streams: 4 as 3 })).rejects.toThrow(
      "options.streams: expected 1, 2, 3 or 'auto', got 4",
    );
  });

  it.each([
    ['stands still', () => 5],
    ['ticks every 100 ms', () => 100 * Math.floor(realNow() / 100)],
    // so finely that a moment's loop is never over
    ['hardly advances', tinySteps()],
  ])('takes three untimed where the clock %s', async (_, now) => {
    vi.stubEnv('MIDSTATE_STREAMS', undefined);
    vi.spyOn(performance, 'now').mockImplementation(now);
    const { streams, reason } = await createEngine({ module: new WebAssembly.Module(await kernel('simd')) });
    expect(streams).toBe(3);
    expect(reason).toBe(
      'options.module is a simd kernel. Streams: 3, not timed: the clock of this host does not tick finely enough.',
    );
  });

  it('times each module once, and one that is broken spoils no other', async () => {
    vi.stubEnv('MIDSTATE_STREAMS', undefined);
    const bytes = await kernel('simd');
    const module = new WebAssembly.Module(bytes);
    // a bit of the first round constant
    bytes[Buffer.from(bytes).indexOf(Uint8Array.of(0x98, 0x2f, 0x8a, 0x42))]! ^= 1;
    const broken = new WebAssembly.Module(bytes);
    const [refused, first, second] = await Promise.allSettled([
      compileKernel({ module: broken }),
      compileKernel({ module }),
      compileKernel({ module }),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'ERR_ENGINE_SELF_TEST' } });
    expect(first.status).toBe('fulfilled');
    // the same figures: timed once
    expect(second).toEqual(first);
  });

  it('takes another than three streams only when it is clearly faster', () => {
    expect(fastest([7.1, 7.8, 8.0])).toBe(3);
    expect(fastest([7.1, 8.2, 8.0])).toBe(3);
    expect(fastest([4.2, 4.7, 3.5])).toBe(2);
    expect(fastest([6.4, 4.7, 3.1])).toBe(1);
    expect(fastest([7, 7, 7])).toBe(3);
  });
});

it('names an argument that is no options object, and a backend that is none', async () => {
  await expect(createEngine(null as unknown as EngineOptions)).rejects.toThrow('options: expected an object, got null');
  await expect(createEngine({ backend: null } as unknown as EngineOptions)).rejects.toThrow(
    "options.backend: expected 'auto', 'simd', 'scalar' or 'js', got null",
  );
});

/** What a host that cannot run the SIMD kernel is told to change; the messages are those of the engines themselves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { compileKernel } from '../../src/engine/index.ts';

/** A process that has compiled nothing yet. */
async function freshCompile(): Promise<typeof compileKernel> {
  vi.resetModules();
  return (await import('../../src/engine/index.ts')).compileKernel;
}

beforeEach(() => vi.stubEnv('MIDSTATE_BACKEND', undefined));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('the advice of a kernel', () => {
  it.each([
    [
      'Chromium',
      'WebAssembly.compile(): Compiling or instantiating WebAssembly module violates the following Content Security policy ' +
        "directive because neither 'wasm-unsafe-eval' nor 'unsafe-eval' is an allowed source of script",
    ],
    ['Firefox', 'call to WebAssembly.compile() blocked by CSP'],
    [
      'Safari',
      "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script",
    ],
  ])('names the directive where the policy of a page forbids compiling, as %s says it', async (_, message) => {
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError(message));
    const { backend, reason, advice } = await (await freshCompile())();
    expect(backend).toBe('js');
    expect(reason).toContain(message);
    expect(advice).toBe(
      "Add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy, or pass a compiled kernel as `module`.",
    );
  });

  it('names the module to import where the embedder of V8 forbids compiling', async () => {
    const refusal = new WebAssembly.CompileError('WebAssembly.compile(): Wasm code generation disallowed by embedder');
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(refusal);
    expect((await (await freshCompile())()).advice).toBe(
      "Add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy, or pass the module that the host makes of an " +
        'import of midstate/wasm/simd.wasm as `module`.',
    );
  });

  it('says where WebAssembly is turned off', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { backend, advice } = await (await freshCompile())();
    expect(backend).toBe('js');
    expect(advice).toMatch(/^Turn WebAssembly on: .*--jitless/);
  });

  it('names hosts with SIMD where there is none', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    const { backend, reason, advice } = await (await freshCompile())();
    expect([backend, reason]).toEqual(['scalar', 'This host runs WebAssembly, but no SIMD.']);
    expect(advice).toMatch(/^Use a host with WebAssembly SIMD: Chrome 91, /);
  });

  it('is silent where the cause is not known, and the reason quotes it', async () => {
    vi.spyOn(WebAssembly, 'compile').mockRejectedValueOnce(
      new RangeError('Out of memory: Cannot allocate Wasm memory'),
    );
    const scalar = await (await freshCompile())();
    expect(scalar.reason).toMatch(/^This host does not run the SIMD kernel \(.*Out of memory.*\)\.$/);
    expect([scalar.backend, 'advice' in scalar]).toEqual(['scalar', false]);
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new RangeError('Out of memory: Cannot allocate Wasm memory'));
    const js = await (await freshCompile())();
    expect([js.backend, 'advice' in js]).toEqual(['js', false]);
  });

  it('is given to nobody who asked for less, nor where SIMD runs', async () => {
    const compile = await freshCompile();
    const sources = [
      await compile({ streams: 3 }),
      await compile({ backend: 'scalar' }),
      await compile({ backend: 'js' }),
    ];
    vi.stubEnv('MIDSTATE_BACKEND', 'js');
    sources.push(await compile());
    expect(sources.map(({ backend }) => backend)).toEqual(['simd', 'scalar', 'js', 'js']);
    expect(sources.filter((source) => 'advice' in source)).toEqual([]);
  });
});

/** Chooses a kernel by what this host can run, never by the name of the host. */
import { MidstateError, messageOf } from '../errors.ts';
import { assertObject, describe } from '../primitives/index.ts';
import { chooseStreams } from './choose-streams.ts';
import type { StreamChoice } from './choose-streams.ts';
import type { Backend, Engine, StreamCount } from './engine.ts';
import { environmentVariable } from './environment-variable.ts';
import { adviceForCompileError, NO_SIMD_ADVICE, NO_WEBASSEMBLY_ADVICE } from './fallback-advice.ts';
import type { CompiledModule, KernelSource } from './kernel-source.ts';
import { messageTick } from './message-tick.ts';
import { startEngine, untestedEngine } from './start-engine.ts';
import type { Tick } from './start-engine.ts';
import { moduleBackend } from './wasm-kernel.ts';
// Last, so that in a bundle the kernels stand behind the engine, not between it and the worker (build/worker.ts).
import { compileKernelModule } from '#kernel-source';

/** How an engine is chosen. */
export interface EngineOptions {
  /**
   * The kernel to use. `auto` takes the first that runs of simd, scalar, js; the environment variable
   * `MIDSTATE_BACKEND` overrides `auto`.
   * @default 'auto'
   */
  readonly backend?: Backend | 'auto' | undefined;
  /**
   * How many streams the SIMD kernel hashes at once. `auto` times them, once for a module in a process; the environment variable
   * `MIDSTATE_STREAMS` overrides `auto`. Other backends have no choice.
   * @default 'auto'
   */
  readonly streams?: StreamCount | 'auto' | undefined;
  /**
   * A kernel of this package, compiled or as bytes, for hosts that forbid compiling inlined bytes.
   * @default the kernels that the package brings along
   */
  readonly module?: CompiledModule | Uint8Array | undefined;
}

/** An empty module but for a function with one SIMD instruction: `i32.const 0, i8x16.splat, drop`. */
// prettier-ignore
const SIMD_PROBE = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x04, 0x01, 0x60, 0x00, 0x00,
  0x03, 0x02, 0x01, 0x00,
  0x0a, 0x09, 0x01, 0x07, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x1a, 0x0b,
);

/** True when this host validates WebAssembly with 128-bit SIMD. */
function hostValidatesSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_PROBE);
}

/** The backend that was asked for, and by whom. */
function askedBackend(options: EngineOptions): { asked: Backend | 'auto'; by: string } {
  const asked: unknown = options.backend === undefined ? 'auto' : options.backend;
  assertBackend('options.backend', asked);
  const override = asked === 'auto' ? environmentVariable('MIDSTATE_BACKEND') : undefined;
  if (override === undefined || override === '') return { asked, by: 'options.backend' };
  assertBackend('MIDSTATE_BACKEND', override);
  return { asked: override, by: 'the environment variable MIDSTATE_BACKEND' };
}

function assertBackend(name: string, value: unknown): asserts value is Backend | 'auto' {
  if (value !== 'auto' && value !== 'simd' && value !== 'scalar' && value !== 'js') {
    throw new TypeError(`${name}: expected 'auto', 'simd', 'scalar' or 'js', got ${describe(value)}`);
  }
}

function unavailable(backend: string, reason: string, cause?: unknown): MidstateError<'ERR_ENGINE_UNAVAILABLE'> {
  return new MidstateError('ERR_ENGINE_UNAVAILABLE', `engine ${backend}: ${reason}`, { backend, reason }, { cause });
}

/** The package's own kernels that were compiled in this process: compiled anew they would be slow anew. */
const compiled = new Map<'simd' | 'scalar', Promise<WebAssembly.Module>>();

/** What was chosen in this process for each module: one that answers wrongly spoils no other. */
const choices = new WeakMap<CompiledModule, Promise<StreamChoice>>();

/** What `make` made for this key before, or makes now; forgotten when it fails. */
function once<K, V>(
  made: Pick<Map<K, Promise<V>>, 'get' | 'delete'> & { set(key: K, value: Promise<V>): unknown },
  key: K,
  make: () => Promise<V>,
): Promise<V> {
  const before = made.get(key);
  if (before !== undefined) return before;
  const now = make();
  made.set(key, now);
  now.catch(() => made.delete(key));
  return now;
}

/** Compiles one of the package's own kernels. */
async function compileOwn(backend: 'simd' | 'scalar', reason: string): Promise<KernelSource> {
  if (typeof WebAssembly !== 'object') throw unavailable(backend, 'this host has no WebAssembly');
  if (backend === 'simd' && !hostValidatesSimd()) throw unavailable(backend, 'this host has no WebAssembly SIMD');
  try {
    return { backend, reason, module: await once(compiled, backend, () => compileKernelModule(backend)) };
  } catch (error) {
    throw unavailable(backend, `this host does not compile WebAssembly: ${String(error)}`, error);
  }
}

/** Takes the kernel that the caller passed; it tells itself which backend it is. */
async function compileGiven(module: unknown, asked: Backend | 'auto', by: string): Promise<KernelSource> {
  if (typeof WebAssembly !== 'object')
    throw unavailable(asked, 'options.module was given, but this host has no WebAssembly');
  if (!(module instanceof WebAssembly.Module) && !(module instanceof Uint8Array)) {
    throw new TypeError(`options.module: expected a WebAssembly.Module or a Uint8Array, got ${describe(module)}`);
  }
  let given: WebAssembly.Module;
  try {
    given = module instanceof Uint8Array ? await WebAssembly.compile(Uint8Array.from(module)) : module;
  } catch (error) {
    throw unavailable(asked, `options.module does not compile: ${String(error)}`, error);
  }
  const backend = await moduleBackend(given);
  if (asked !== 'auto' && asked !== backend)
    throw unavailable(asked, `${by} asks for ${asked}, but options.module is a ${backend} kernel`);
  return { backend, reason: `options.module is a ${backend} kernel.`, module: given };
}

/** The kernel that the options ask for. */
async function compileAsked(options: EngineOptions): Promise<KernelSource> {
  const { asked, by } = askedBackend(options);
  if (asked === 'js') return { backend: 'js', reason: `Asked for by ${by}.` };
  if (options.module !== undefined) return compileGiven(options.module, asked, by);
  if (asked !== 'auto') return compileOwn(asked, `Asked for by ${by}.`);
  return compileBest();
}

/** The best kernel that this host runs, and what to change where that is not SIMD. */
async function compileBest(): Promise<KernelSource> {
  let missing: string | undefined;
  try {
    return { ...(await compileOwn('simd', 'This host runs WebAssembly SIMD.')), isAuto: true };
  } catch (error) {
    missing = messageOf(error);
  }
  const isSimdMissing = typeof WebAssembly === 'object' && !hostValidatesSimd();
  try {
    const source = await compileOwn(
      'scalar',
      isSimdMissing
        ? 'This host runs WebAssembly, but no SIMD.'
        : `This host does not run the SIMD kernel (${missing}).`,
    );
    return { ...source, isAuto: true, isFallback: true, ...(isSimdMissing && { advice: NO_SIMD_ADVICE }) };
  } catch (error) {
    const reason = `No WebAssembly kernel can be used here (${messageOf(error)}).`;
    const advice = typeof WebAssembly === 'object' ? adviceForCompileError(error) : NO_WEBASSEMBLY_ADVICE;
    return { backend: 'js', reason, isFallback: true, ...(advice !== undefined && { advice }) };
  }
}

/** The number of streams that was asked for, and by whom. */
function askedStreams(options: EngineOptions): { count: StreamCount | 'auto'; by: string } {
  const count: unknown = options.streams === undefined ? 'auto' : options.streams;
  if (count !== 'auto' && count !== 1 && count !== 2 && count !== 3)
    throw new TypeError(`options.streams: expected 1, 2, 3 or 'auto', got ${describe(count)}`);
  const override = count === 'auto' ? environmentVariable('MIDSTATE_STREAMS') : undefined;
  if (override === undefined || override === '' || override === 'auto') return { count, by: 'options.streams' };
  if (override !== '1' && override !== '2' && override !== '3')
    throw new TypeError(`MIDSTATE_STREAMS: expected 1, 2, 3 or auto, got ${describe(override)}`);
  return { count: Number(override) as StreamCount, by: 'the environment variable MIDSTATE_STREAMS' };
}

/** Settles the streams of a SIMD kernel. */
async function withStreams(
  source: KernelSource,
  asked: ReturnType<typeof askedStreams>,
  tick: Tick,
): Promise<KernelSource> {
  const { backend, module } = source;
  if (backend !== 'simd' || module === undefined) return source;
  const { count, by } = asked;
  if (count !== 'auto')
    return { ...source, streams: count, reason: `${source.reason} Streams: ${count}, asked for by ${by}.` };
  const choose = (): Promise<StreamChoice> =>
    chooseStreams(
      (streams) => untestedEngine({ ...source, streams }),
      () => startEngine(source, tick),
    );
  const { streams, rates } = await once(choices, module, choose);
  const figures = rates?.map((rate) => (rate / 1e6).toFixed(1)).join(', ');
  const why =
    figures === undefined
      ? ', not timed: the clock of this host does not tick finely enough'
      : `; 1, 2, 3 did ${figures} MH/s`;
  return { ...source, streams, reason: `${source.reason} Streams: ${streams}${why}.` };
}

/**
 * Chooses and compiles a kernel; `startEngine` makes an engine of it, here or in workers it is posted to. The first time
 * that a process uses a module it takes some 5 to 10 ms longer, to time the SIMD kernel's streams.
 * @param tick lets other tasks of this thread run, and resolves: the self-test makes room for them
 * @throws TypeError for an unknown backend or number of streams, in the options or in the environment
 * @throws MidstateError ERR_ENGINE_UNAVAILABLE when the backend that was asked for cannot run here; ERR_ENGINE_SELF_TEST
 *   when a kernel that is timed answers wrongly
 */
export async function compileKernel(options: EngineOptions = {}, tick: Tick = messageTick): Promise<KernelSource> {
  assertObject('options', options);
  const streams = askedStreams(options);
  return withStreams(await compileAsked(options), streams, tick);
}

/**
 * An engine on this thread: the fastest that this host runs, unless the options say otherwise. It passed its self-test.
 * @throws TypeError for options that are malformed
 * @throws MidstateError ERR_ENGINE_UNAVAILABLE, ERR_ENGINE_SELF_TEST
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  return startEngine(await compileKernel(options));
}

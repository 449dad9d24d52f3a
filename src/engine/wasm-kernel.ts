/**
 * The typed face of a WebAssembly kernel: its exports, its memory, and the checks that it is the kernel this build knows.
 *
 * The layout of the memory is declared once, in assembly/layout.ts, and asked of the module. Views are made anew for
 * each call, because a view dies when its memory grows.
 */
import { HASH_SIZE_BYTES, HEADER_SIZE_BYTES } from '../primitives/index.ts';
import type { Backend } from './engine.ts';
import { HEADER_WORDS_COUNT } from './header-words.ts';
import type { Kernel } from './kernel.ts';
import { selfTestError } from './self-test.ts';

/** The version of the exports below. Raised with every change that an older host would misread. */
export const ABI_VERSION = 1;

/** What a kernel exports. Nonces and ranges cross as doubles, which hold 2^32. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly abiVersion: WebAssembly.Global<'i32'>;
  /** Lanes of a vector: 4 with SIMD, 1 without. */
  readonly lanes: WebAssembly.Global<'i32'>;
  /** Where the host puts the words of a header search, then the target's most significant word. */
  readonly jobOffset: WebAssembly.Global<'i32'>;
  readonly jobSizeBytes: WebAssembly.Global<'i32'>;
  readonly headersOffset: WebAssembly.Global<'i32'>;
  readonly headersSizeBytes: WebAssembly.Global<'i32'>;
  readonly hashesOffset: WebAssembly.Global<'i32'>;
  readonly hashesSizeBytes: WebAssembly.Global<'i32'>;
  /** Spreads the job's words over the lanes. */
  setHeaderJob(): void;
  /** The lowest nonce of `[start, end)` whose hash's most significant word is at or below the target's, or -1. */
  searchHeader(start: number, end: number): number;
  /** Hashes `count` headers from the headers' area into the hashes' area. */
  hashHeaders(count: number): void;
}

const GLOBALS = [
  'abiVersion',
  'lanes',
  'jobOffset',
  'jobSizeBytes',
  'headersOffset',
  'headersSizeBytes',
  'hashesOffset',
  'hashesSizeBytes',
] as const;
const FUNCTIONS = ['setHeaderJob', 'searchHeader', 'hashHeaders'] as const;

const JOB_SIZE_BYTES = 4 * (HEADER_WORDS_COUNT + 1);

/** Asserts that the exports are those of a kernel, whatever their values. */
function assertExports(backend: string, exports: WebAssembly.Exports): KernelExports {
  const refuse = (name: string, expected: string): never => {
    throw selfTestError(
      backend,
      `export ${name}`,
      expected,
      exports[name] === undefined ? 'no such export' : 'something else',
    );
  };
  if (!(exports['memory'] instanceof WebAssembly.Memory)) refuse('memory', 'a memory');
  for (const name of GLOBALS) if (!(exports[name] instanceof WebAssembly.Global)) refuse(name, 'a global');
  for (const name of FUNCTIONS) if (typeof exports[name] !== 'function') refuse(name, 'a function');
  return exports as unknown as KernelExports;
}

/** Asserts that an area is aligned, lies in memory, and holds whole units. */
function assertArea(
  backend: string,
  name: string,
  exports: KernelExports,
  offset: number,
  sizeBytes: number,
  unitBytes: number,
): void {
  const memoryBytes = exports.memory.buffer.byteLength;
  if (sizeBytes <= 0 || sizeBytes % unitBytes !== 0)
    throw selfTestError(backend, `size of ${name}`, `a multiple of ${unitBytes} bytes`, String(sizeBytes));
  if (offset <= 0 || offset % 16 !== 0 || offset + sizeBytes > memoryBytes) {
    throw selfTestError(
      backend,
      `place of ${name}`,
      `a multiple of 16, and an end in ${memoryBytes} bytes of memory`,
      `${offset} + ${sizeBytes}`,
    );
  }
}

/** Asserts the ABI of an instance: version, lanes, every place and size. */
function assertAbi(backend: Backend, exports: KernelExports): void {
  const equal = (name: string, expected: number, received: number): void => {
    if (received !== expected) throw selfTestError(backend, name, String(expected), String(received));
  };
  equal('ABI version', ABI_VERSION, exports.abiVersion.value);
  equal('lanes', backend === 'simd' ? 4 : 1, exports.lanes.value);
  equal('size of the job', JOB_SIZE_BYTES, exports.jobSizeBytes.value);
  const areas = [
    { name: 'the job', offset: exports.jobOffset.value, size: exports.jobSizeBytes.value, unit: JOB_SIZE_BYTES },
    {
      name: 'the headers',
      offset: exports.headersOffset.value,
      size: exports.headersSizeBytes.value,
      unit: HEADER_SIZE_BYTES,
    },
    {
      name: 'the hashes',
      offset: exports.hashesOffset.value,
      size: exports.hashesSizeBytes.value,
      unit: HASH_SIZE_BYTES,
    },
  ];
  for (const area of areas) assertArea(backend, area.name, exports, area.offset, area.size, area.unit);
  areas.sort((a, b) => a.offset - b.offset);
  for (let i = 1; i < areas.length; i++) {
    const before = areas[i - 1]!;
    const area = areas[i]!;
    if (before.offset + before.size > area.offset) {
      throw selfTestError(backend, `place of ${area.name}`, `no overlap with ${before.name}`, `${area.offset}`);
    }
  }
  equal(
    'headers that fit in the hashes area',
    exports.headersSizeBytes.value / HEADER_SIZE_BYTES,
    exports.hashesSizeBytes.value / HASH_SIZE_BYTES,
  );
}

/**
 * The backend that a compiled module is, from the lanes that it exports.
 * @throws MidstateError ERR_ENGINE_SELF_TEST for a module that is no kernel
 */
export async function moduleBackend(module: WebAssembly.Module): Promise<'simd' | 'scalar'> {
  let instance: WebAssembly.Instance;
  try {
    instance = await WebAssembly.instantiate(module, {});
  } catch (error) {
    throw selfTestError('module', 'instantiation', 'a module without imports', String(error), error);
  }
  const lanes = assertExports('module', instance.exports).lanes.value;
  if (lanes !== 4 && lanes !== 1) throw selfTestError('module', 'lanes', '4 or 1', String(lanes));
  return lanes === 4 ? 'simd' : 'scalar';
}

/**
 * A kernel over an instance.
 * @throws MidstateError ERR_ENGINE_SELF_TEST naming what differs from this build's ABI
 */
export function createWasmKernel(backend: Backend, instance: WebAssembly.Instance): Kernel {
  const exports = assertExports(backend, instance.exports);
  assertAbi(backend, exports);
  const jobOffset = exports.jobOffset.value;
  const headersOffset = exports.headersOffset.value;
  const hashesOffset = exports.hashesOffset.value;
  const batchHeaders = exports.headersSizeBytes.value / HEADER_SIZE_BYTES;

  return {
    backend,

    setHeaderJob(words, targetTop) {
      const job = new Uint32Array(exports.memory.buffer, jobOffset, HEADER_WORDS_COUNT + 1);
      job.set(words);
      job[HEADER_WORDS_COUNT] = targetTop;
      exports.setHeaderJob();
    },

    searchHeader(start, end) {
      return exports.searchHeader(start, end);
    },

    hashHeaders(headers, hashes) {
      for (let done = 0, total = headers.length / HEADER_SIZE_BYTES; done < total; done += batchHeaders) {
        const count = Math.min(batchHeaders, total - done);
        const memory = new Uint8Array(exports.memory.buffer);
        memory.set(headers.subarray(done * HEADER_SIZE_BYTES, (done + count) * HEADER_SIZE_BYTES), headersOffset);
        exports.hashHeaders(count);
        hashes.set(memory.subarray(hashesOffset, hashesOffset + count * HASH_SIZE_BYTES), done * HASH_SIZE_BYTES);
      }
    },
  };
}

/**
 * The typed face of a WebAssembly kernel: its exports, its memory, and the checks that it is the kernel this build knows.
 *
 * The layout of the memory is declared once, in assembly/layout.ts, and asked of the module. Views are made anew for
 * each call, because a view dies when its memory grows.
 */
import type { Backend, StreamCount } from './engine.ts';
import { SCHEDULE_WORDS_COUNT, VERSION_WORDS_COUNT } from './header-words.ts';
import type { Kernel } from './kernel.ts';
import { MESSAGE_WORDS_COUNT, messageWords } from './message-words.ts';
import { VERSIONS_MAX } from './search-job.ts';
import { selfTestError } from './self-test.ts';

/** The version of the exports below. Raised with every change that an older host would misread. */
const ABI_VERSION = 3;

/** What a kernel exports. Nonces and ranges cross as doubles, which hold 2^32. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly abiVersion: WebAssembly.Global<'i32'>;
  /** Lanes of a vector: 4 with SIMD, 1 without. */
  readonly lanes: WebAssembly.Global<'i32'>;
  /** How many shapes of groups `setShape` can choose from. */
  readonly shapes: WebAssembly.Global<'i32'>;
  /** Where the host puts the words of a header search: five of the schedule, the target's top word, 16 for each version. */
  readonly headerJobOffset: WebAssembly.Global<'i32'>;
  readonly headerJobSizeBytes: WebAssembly.Global<'i32'>;
  /** Where the host puts the words of a message search (message-words.ts). */
  readonly messageJobOffset: WebAssembly.Global<'i32'>;
  readonly messageJobSizeBytes: WebAssembly.Global<'i32'>;
  /** Where in the buffer the host puts the sums of a message's known blocks, 64 words each. */
  readonly knownSumsOffset: WebAssembly.Global<'i32'>;
  /** Where the buffer begins, which goes to the end of memory and grows with it. */
  bufferOffset(): number;
  /** Chooses the streams of a full group; returns how many messages it has. */
  setShape(shape: number): number;
  setHeaderJob(versions: number): void;
  /** `nonce * versions + version` of the lowest hit of `[start, end)`, or -1. */
  searchHeader(start: number, end: number): number;
  setMessageJob(): void;
  searchMessage(start: number, end: number): number;
  /** Hashes messages from the buffer, once or twice. */
  hashMessages(sizeBytes: number, count: number, digests: number, twice: number): void;
  /** Hashes blocks behind states of 8 words from the buffer, in place. */
  hashBlocks(count: number, blocks: number, blockCount: number): void;
  /** Iterates digests of 8 words from the buffer, in place. */
  iterateSha256(count: number, more: number): void;
  /** Iterates chains of 32 words from the buffer, in place. */
  iterateHmac(count: number, more: number): void;
}

const GLOBALS = [
  'abiVersion',
  'lanes',
  'shapes',
  'headerJobOffset',
  'headerJobSizeBytes',
  'messageJobOffset',
  'messageJobSizeBytes',
  'knownSumsOffset',
] as const;
const FUNCTIONS = [
  'bufferOffset',
  'setShape',
  'setHeaderJob',
  'searchHeader',
  'setMessageJob',
  'searchMessage',
  'hashMessages',
  'hashBlocks',
  'iterateSha256',
  'iterateHmac',
] as const;

const HEADER_JOB_SIZE_BYTES = 4 * (SCHEDULE_WORDS_COUNT + 1 + VERSIONS_MAX * VERSION_WORDS_COUNT);
const MESSAGE_JOB_SIZE_BYTES = 4 * MESSAGE_WORDS_COUNT;
const PAGE_SIZE_BYTES = 65_536;
const DIGEST_SIZE_BYTES = 32;
/** Bytes of messages for one call, so that they stay in the processor's nearest cache; more where one group has more. */
const BATCH_SIZE_BYTES = 20_160;

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

/** Asserts the ABI of an instance: version, lanes, every place and size. */
function assertAbi(backend: Backend, exports: KernelExports, streams: StreamCount): void {
  const equal = (name: string, expected: number, received: number): void => {
    if (received !== expected) throw selfTestError(backend, name, String(expected), String(received));
  };
  equal('ABI version', ABI_VERSION, exports.abiVersion.value);
  equal('lanes', backend === 'simd' ? 4 : 1, exports.lanes.value);
  if (backend === 'simd' && streams >= exports.shapes.value)
    throw selfTestError(backend, 'shapes', `more than ${streams}`, String(exports.shapes.value));
  equal('size of the header job', HEADER_JOB_SIZE_BYTES, exports.headerJobSizeBytes.value);
  equal('size of the message job', MESSAGE_JOB_SIZE_BYTES, exports.messageJobSizeBytes.value);
  const memoryBytes = exports.memory.buffer.byteLength;
  const areas = [
    { name: 'the header job', offset: exports.headerJobOffset.value, size: HEADER_JOB_SIZE_BYTES },
    { name: 'the message job', offset: exports.messageJobOffset.value, size: MESSAGE_JOB_SIZE_BYTES },
    { name: 'the buffer', offset: exports.bufferOffset(), size: 0 },
  ];
  for (const { name, offset, size } of areas) {
    if (offset <= 0 || offset % 16 !== 0 || offset + size > memoryBytes) {
      const expected = `a multiple of 16, and an end in ${memoryBytes} bytes of memory`;
      throw selfTestError(backend, `place of ${name}`, expected, `${offset} + ${size}`);
    }
  }
  for (let i = 1; i < areas.length; i++) {
    const before = areas[i - 1]!;
    const area = areas[i]!;
    if (before.offset + before.size > area.offset)
      throw selfTestError(backend, `place of ${area.name}`, `behind ${before.name}`, `${area.offset}`);
  }
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
 * @param streams of a full group; the numbers of the shapes in assembly/sha256/streams.ts, where the scalar kernel has 0
 * @throws MidstateError ERR_ENGINE_SELF_TEST naming what differs from this build's ABI
 */
export function createWasmKernel(backend: Backend, instance: WebAssembly.Instance, streams: StreamCount): Kernel {
  const exports = assertExports(backend, instance.exports);
  assertAbi(backend, exports, streams);
  const bufferOffset = exports.bufferOffset();
  const groupSize = exports.setShape(backend === 'simd' ? streams : 0);

  /** The memory as bytes, with at least so many of them in the buffer. */
  function buffer(sizeBytes: number): Uint8Array {
    const missing = bufferOffset + sizeBytes - exports.memory.buffer.byteLength;
    if (missing > 0) grow(exports.memory, missing);
    return new Uint8Array(exports.memory.buffer, bufferOffset);
  }

  /** Lends words to the kernel, at the buffer's beginning, and takes them back. */
  function inPlace(words: Uint32Array, work: () => void): void {
    buffer(words.byteLength);
    const lent = new Uint32Array(exports.memory.buffer, bufferOffset, words.length);
    lent.set(words);
    work();
    words.set(lent);
  }

  function hash(messages: Uint8Array, sizeBytes: number, digests: Uint8Array, twice: boolean): void {
    const groups = Math.max(1, Math.floor(BATCH_SIZE_BYTES / (sizeBytes * groupSize)));
    const most = groups * groupSize;
    const digestsAt = aligned(most * sizeBytes);
    const bytes = buffer(digestsAt + most * DIGEST_SIZE_BYTES);
    for (let done = 0, total = messages.length / sizeBytes; done < total; done += most) {
      const count = Math.min(most, total - done);
      bytes.set(messages.subarray(done * sizeBytes, (done + count) * sizeBytes));
      exports.hashMessages(sizeBytes, count, bufferOffset + digestsAt, twice ? 1 : 0);
      digests.set(bytes.subarray(digestsAt, digestsAt + count * DIGEST_SIZE_BYTES), done * DIGEST_SIZE_BYTES);
    }
  }

  return {
    backend,
    streams: backend === 'simd' ? streams : 1,
    groupSize,

    setHeaderJob({ schedule, versions }, targetTop) {
      const job = new Uint32Array(exports.memory.buffer, exports.headerJobOffset.value, HEADER_JOB_SIZE_BYTES / 4);
      job.set(schedule);
      job[SCHEDULE_WORDS_COUNT] = targetTop;
      job.set(versions, SCHEDULE_WORDS_COUNT + 1);
      exports.setHeaderJob(versions.length / VERSION_WORDS_COUNT);
    },

    searchHeader(start, end) {
      return exports.searchHeader(start, end);
    },

    setMessagePlan(plan) {
      const known = plan.knownSums;
      const knownAt = exports.knownSumsOffset.value;
      buffer(knownAt + known.byteLength);
      new Int32Array(exports.memory.buffer, exports.messageJobOffset.value).set(messageWords(plan));
      new Int32Array(exports.memory.buffer, bufferOffset + knownAt).set(known);
      exports.setMessageJob();
    },

    searchMessage(start, end) {
      return exports.searchMessage(start, end);
    },

    hashBlocks(states, blocks) {
      const blocksAt = aligned(states.byteLength);
      const bytes = buffer(blocksAt + blocks.length);
      bytes.set(blocks, blocksAt);
      inPlace(states, () => exports.hashBlocks(states.length / 8, bufferOffset + blocksAt, blocks.length / 64));
    },

    iterateSha256(digests, more) {
      inPlace(digests, () => exports.iterateSha256(digests.length / 8, more));
    },

    iterateHmac(chains, more) {
      inPlace(chains, () => exports.iterateHmac(chains.length / 32, more));
    },

    hashHeaders(headers, hashes) {
      hash(headers, 80, hashes, true);
    },

    hashPairs(pairs, parents) {
      hash(pairs, 64, parents, true);
    },

    hashMessages(messages, sizeBytes, digests) {
      hash(messages, sizeBytes, digests, false);
    },
  };
}

/** @throws RangeError when the host gives no more memory */
function grow(memory: WebAssembly.Memory, missingBytes: number): void {
  try {
    memory.grow(Math.ceil(missingBytes / PAGE_SIZE_BYTES));
  } catch (error) {
    const has = `the kernel's memory has ${memory.buffer.byteLength} bytes`;
    throw new RangeError(`message: too long, ${has} and cannot have ${missingBytes} more`, { cause: error });
  }
}

/** The next multiple of 16. */
function aligned(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 16) * 16;
}

/**
 * What every `Engine` must do, as a list of checks without a test runner: run each in whatever runner there is.
 *
 * ```ts
 * for (const check of engineCompliance) test(check.name, () => check.run(() => createMyEngine()));
 * ```
 *
 * The headers differ in every place, so that an engine which mixes up its lanes is seen; the right answers come from
 * the readable reference.
 */
import type { Engine, HeaderSearchJob, SearchEnd } from '../engine/index.ts';
import { NONCE_END } from '../engine/index.ts';
import { isMidstateError } from '../errors.ts';
import {
  bytesToHex,
  bytesToUint256LE,
  dataView,
  headerHash,
  headerMidstate,
  headerTail,
  hexToBytes,
  referenceHasher,
  UINT256_MAX,
} from '../primitives/index.ts';
import { describeOutcome } from './outcome.ts';

/** Makes the engine under test. */
export type CreateEngine = () => Promise<Engine>;

/** One check. It closes the engine that it asked for. */
export interface EngineCheck {
  readonly name: string;
  /**
   * Resolves when the engine behaves.
   * @throws Error saying what was expected and what came
   */
  run(create: CreateEngine): Promise<void>;
}

/** A winner is put in as many places, one after another, as no engine has lanes. */
const PLACES = 40;

/** The header of Bitcoin's genesis block, whose nonce is the only one far and wide with so low a hash. */
const genesis = hexToBytes(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
);
const genesisNonce = 2083236893;
const genesisHash = 0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26fn;

/** The checks of an engine, in no order that matters. */
export const engineCompliance: readonly EngineCheck[] = [
  check('it says what it is, and why', (engine) => {
    if (!['simd', 'scalar', 'js'].includes(engine.backend)) throw new Error(`backend: got ${engine.backend}`);
    if (engine.reason.length === 0) throw new Error('reason: expected a sentence, got nothing');
  }),

  check('it hashes batches of every size from 0 to 40', (engine) => {
    for (let count = 0; count <= 40; count++) expectHashes(engine, someHeaders(count));
  }),
  check('it hashes batches that are larger than any memory set aside for them', (engine) => {
    for (const count of [251, 252, 253, 1025]) expectHashes(engine, someHeaders(count));
  }),
  check('it hashes headers that lie anywhere in a buffer', (engine) => {
    const buffer = someHeaders(12);
    for (const offset of [1, 2, 3, 7]) expectHashes(engine, buffer.subarray(offset, offset + 800));
  }),
  check('hashes are a new array each time, and the headers stay as they were', (engine) => {
    const headers = someHeaders(10);
    const first = engine.sha256dHeaders(headers);
    const before = bytesToHex(first);
    engine.sha256dHeaders(someHeaders(11).subarray(80));
    expectEqual('the earlier hashes', bytesToHex(first), before);
    expectEqual('the headers', bytesToHex(headers), bytesToHex(someHeaders(10)));
  }),
  check('it refuses what is no whole number of headers', (engine) => {
    expectThrows('79 bytes', RangeError, () => engine.sha256dHeaders(new Uint8Array(79)));
    expectThrows('an array', TypeError, () => engine.sha256dHeaders([] as unknown as Uint8Array));
  }),

  check('it finds a winner in every place of a range', (engine) => {
    for (let place = 0; place < PLACES; place++) {
      const start = genesisNonce - place;
      for (const end of [genesisNonce + 1, genesisNonce + 2, start + PLACES]) {
        expectEnd(
          engine,
          `winner at place ${place} of ${end - start}`,
          job(genesis, genesisHash, start, end),
          found(genesisNonce, start),
        );
      }
    }
  }),
  check('a range ends before its end', (engine) => {
    for (let size = 0; size < PLACES; size++) {
      expectEnd(
        engine,
        `range of ${size}`,
        job(genesis, genesisHash, genesisNonce - size, genesisNonce),
        exhausted(size),
      );
    }
  }),
  check('of several winners it takes the lowest, from every start, for every target', (engine) => {
    const hashes = Array.from({ length: PLACES }, (_, nonce) => hashOf(genesis, nonce));
    for (const target of [...hashes, ...hashes.map((hash) => hash - 1n)]) {
      for (let start = 0; start < PLACES; start += 3) {
        const winner = hashes.findIndex((hash, nonce) => nonce >= start && hash <= target);
        const end = winner === -1 ? exhausted(PLACES - start) : found(winner, start);
        expectEnd(engine, `start ${start}, target ${target.toString(16)}`, job(genesis, target, start, PLACES), end);
      }
    }
  }),
  check('a hash equal to the target wins, one above it does not', (engine) => {
    expectEnd(
      engine,
      'equal',
      job(genesis, genesisHash, genesisNonce, genesisNonce + 1),
      found(genesisNonce, genesisNonce),
    );
    expectEnd(engine, 'one above', job(genesis, genesisHash - 1n, genesisNonce, genesisNonce + 1), exhausted(1));
  }),
  check('every hash is at or below the highest target, none at zero', (engine) => {
    expectEnd(engine, 'highest', job(genesis, UINT256_MAX, 5, 50), found(5, 5));
    expectEnd(engine, 'zero', job(genesis, 0n, genesisNonce - 20, genesisNonce + 20), exhausted(40));
  }),
  check('ranges reach up to 2^32', (engine) => {
    for (const nonce of [0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff]) {
      const target = hashOf(genesis, nonce);
      for (const start of [0xfffffffc, 0xffffffe0]) {
        let winner = start;
        while (hashOf(genesis, winner) > target) winner++;
        expectEnd(
          engine,
          `[${start}, 2^32) for the hash of ${nonce}`,
          job(genesis, target, start, NONCE_END),
          found(winner, start),
        );
      }
    }
    expectEnd(engine, 'no winner', job(genesis, 0n, 0xffffff00, NONCE_END), exhausted(0x100));
  }),
  check('an empty range is exhausted at once', (engine) => {
    for (const at of [0, 1, genesisNonce, NONCE_END])
      expectEnd(engine, `at ${at}`, job(genesis, UINT256_MAX, at, at), exhausted(0));
  }),
  check('jobs do not disturb each other, nor do batches', (engine) => {
    const other = genesis.slice();
    other[0] = 2;
    const target = hashOf(other, 17);
    for (let round = 0; round < 3; round++) {
      expectEnd(
        engine,
        'the first job',
        job(genesis, genesisHash, genesisNonce - 10, genesisNonce + 10),
        found(genesisNonce, genesisNonce - 10),
      );
      expectHashes(engine, someHeaders(19));
      expectEnd(engine, 'the second job', job(other, target, 17, 18), found(17, 17));
    }
  }),
  check('it refuses a malformed job', (engine) => {
    const good = job(genesis, genesisHash, 0, 1);
    const bad =
      (change: object): (() => unknown) =>
      () =>
        engine.searchHeader({ ...good, ...change });
    expectThrows('midstate of 7 words', RangeError, bad({ midstate: new Uint32Array(7) }));
    expectThrows('midstate of bytes', TypeError, bad({ midstate: new Uint8Array(32) }));
    expectThrows('tail of 16 bytes', RangeError, bad({ tail: new Uint8Array(16) }));
    expectThrows('target below zero', RangeError, bad({ target: -1n }));
    expectThrows('target of 2^256', RangeError, bad({ target: UINT256_MAX + 1n }));
    expectThrows('target that is a number', TypeError, bad({ target: 1 }));
    expectThrows('start below zero', RangeError, bad({ start: -1 }));
    expectThrows('start that is no integer', TypeError, bad({ start: 0.5 }));
    expectThrows('end above 2^32', RangeError, bad({ start: NONCE_END, end: NONCE_END + 1 }));
    expectThrows('end before start', RangeError, bad({ start: 2, end: 1 }));
  }),

  check('closed, it refuses every call, and closing again is no error', (engine) => {
    engine.close();
    engine.close();
    for (const call of [
      () => engine.searchHeader(job(genesis, genesisHash, 0, 1)),
      () => engine.sha256dHeaders(someHeaders(1)),
    ]) {
      const error = errorOf(call);
      if (!isMidstateError(error, 'ERR_CLOSED'))
        throw new Error(`a call after close: expected ERR_CLOSED, got ${String(error)}`);
    }
  }),
];

function check(name: string, body: (engine: Engine) => void): EngineCheck {
  return {
    name,
    async run(create) {
      const engine = await create();
      try {
        body(engine);
      } finally {
        engine.close();
      }
    },
  };
}

/** Headers that have no two words alike within several groups. */
function someHeaders(count: number): Uint8Array {
  return Uint8Array.from({ length: 80 * count }, (_, i) => (i * 7 + (i >>> 8) * 13) % 251);
}

function job(header: Uint8Array, target: bigint, start: number, end: number): HeaderSearchJob {
  return { midstate: headerMidstate(header), tail: headerTail(header), target, start, end };
}

function hashOf(header: Uint8Array, nonce: number): bigint {
  const whole = header.slice();
  dataView(whole).setUint32(76, nonce, true);
  return bytesToUint256LE(headerHash(whole));
}

function found(nonce: number, start: number): SearchEnd {
  return { status: 'candidate', nonce, attempts: nonce - start + 1 };
}

function exhausted(attempts: number): SearchEnd {
  return { status: 'exhausted', attempts };
}

function expectEqual(what: string, received: string, expected: string): void {
  if (received !== expected) throw new Error(`${what}: expected ${expected}, got ${received}`);
}

function expectHashes(engine: Engine, headers: Uint8Array): void {
  const received = engine.sha256dHeaders(headers);
  const expected = referenceHasher.sha256dHeaders(headers);
  expectEqual(`bytes of hashes of ${headers.length / 80} headers`, String(received.length), String(expected.length));
  for (let i = 0; i < expected.length; i += 32) {
    const hash = (hashes: Uint8Array): string => bytesToHex(hashes.subarray(i, i + 32));
    expectEqual(`hash ${i / 32} of ${expected.length / 32}`, hash(received), hash(expected));
  }
}

function expectEnd(engine: Engine, what: string, search: HeaderSearchJob, expected: SearchEnd): void {
  const text = (end: SearchEnd): string =>
    `${end.status} ${end.status === 'candidate' ? `${end.nonce} ` : ''}after ${end.attempts}`;
  expectEqual(what, text(engine.searchHeader(search)), text(expected));
}

function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

function expectThrows(what: string, kind: new () => Error, call: () => unknown): void {
  const error = errorOf(call);
  if (!(error instanceof kind)) throw new Error(`${what}: expected a ${kind.name}, got ${describeOutcome(error)}`);
}

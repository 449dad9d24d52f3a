/** Checks of hashing many headers, pairs or messages at once: every number of them, every size, from anywhere. */
import type { Engine } from '../engine/index.ts';
import { bytesToHex, concatBytes, referenceHasher, sha256 } from '../primitives/index.ts';
import { check, expectDigests, expectEqual, expectThrows, someBytes, type EngineCheck } from './engine-check.ts';

/** Around the ends of one block, of two and of three: the padding needs nine bytes. */
const SIZES = [
  1, 3, 4, 31, 32, 33, 54, 55, 56, 57, 62, 63, 64, 65, 66, 80, 118, 119, 120, 121, 127, 128, 129, 183, 184, 200,
];

/** More than any memory set aside for a batch holds. */
const MANY = [251, 252, 253, 1025];

/** The checks, in no order that matters. */
export const batchChecks: readonly EngineCheck[] = [
  check('it hashes batches of every size from 0 to 40', (engine) => {
    for (let count = 0; count <= 40; count++) expectHeaders(engine, someBytes(80 * count));
  }),
  check('it hashes batches that are larger than any memory set aside for them', (engine) => {
    for (const count of MANY) expectHeaders(engine, someBytes(80 * count));
  }),
  check('it hashes headers that lie anywhere in a buffer', (engine) => {
    const buffer = someBytes(960);
    for (const offset of [1, 2, 3, 7]) expectHeaders(engine, buffer.subarray(offset, offset + 800));
  }),
  check('it hashes pairs, any number of them', (engine) => {
    for (let count = 0; count <= 40; count++) expectPairs(engine, someBytes(64 * count, count));
    for (const count of MANY) expectPairs(engine, someBytes(64 * count));
  }),
  check('it hashes messages of any size, any number of them', (engine) => {
    for (const size of SIZES)
      for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 9, 17]) expectMessages(engine, someBytes(size * count, count), size);
    for (const size of [10, 1000])
      for (let count = 0; count <= 40; count++) expectMessages(engine, someBytes(size * count, count), size);
    for (const count of MANY) expectMessages(engine, someBytes(20 * count), 20);
  }),
  check('it hashes long messages', (engine) => {
    for (const size of [1000, 4096, 65_535, 65_536])
      for (const count of [1, 3]) expectMessages(engine, someBytes(size * count, count), size);
  }),
  check('it hashes pairs and messages that lie anywhere in a buffer', (engine) => {
    const buffer = someBytes(960);
    for (const offset of [1, 2, 3, 7]) {
      expectPairs(engine, buffer.subarray(offset, offset + 704));
      expectMessages(engine, buffer.subarray(offset, offset + 407), 37);
    }
  }),
  check('digests are a new array each time, and what was hashed stays as it was', (engine) => {
    const methods: readonly [string, (bytes: Uint8Array) => Uint8Array][] = [
      ['headers', (bytes) => engine.sha256dHeaders(bytes)],
      ['pairs', (bytes) => engine.sha256dPairs(bytes)],
      ['messages', (bytes) => engine.sha256Messages(bytes, 40)],
    ];
    for (const [name, hash] of methods) {
      const bytes = someBytes(3200);
      const first = hash(bytes);
      const before = bytesToHex(first);
      hash(someBytes(3520, 5));
      expectEqual(`the earlier digests of ${name}`, bytesToHex(first), before);
      expectEqual(`the ${name}`, bytesToHex(bytes), bytesToHex(someBytes(3200)));
    }
  }),
  check('it refuses what is no whole number of headers', (engine) => {
    expectThrows('79 bytes', RangeError, () => engine.sha256dHeaders(new Uint8Array(79)), 'headers');
    expectThrows('an array', TypeError, () => engine.sha256dHeaders([] as unknown as Uint8Array), 'headers');
  }),
  check('it refuses what is no whole number of pairs', (engine) => {
    expectThrows('96 bytes', RangeError, () => engine.sha256dPairs(new Uint8Array(96)), 'pairs');
    expectThrows('an array', TypeError, () => engine.sha256dPairs([] as unknown as Uint8Array), 'pairs');
  }),
  check('it refuses what is no whole number of messages, and a size that is none', (engine) => {
    const hash = (messages: unknown, sizeBytes: unknown) => () =>
      engine.sha256Messages(messages as Uint8Array, sizeBytes as number);
    expectThrows('5 bytes for messages of 2', RangeError, hash(new Uint8Array(5), 2), 'messages');
    expectThrows('an array', TypeError, hash([], 1), 'messages');
    expectThrows('messages of 0 bytes', RangeError, hash(new Uint8Array(0), 0), 'sizeBytes');
    expectThrows('messages of 65,537 bytes', RangeError, hash(new Uint8Array(0), 65_537), 'sizeBytes');
    expectThrows('messages of half a byte', TypeError, hash(new Uint8Array(1), 0.5), 'sizeBytes');
  }),
];

function expectHeaders(engine: Engine, headers: Uint8Array): void {
  const expected = referenceHasher.sha256dHeaders(headers);
  expectDigests(`${headers.length / 80} headers`, engine.sha256dHeaders(headers), expected);
}

function expectPairs(engine: Engine, pairs: Uint8Array): void {
  expectDigests(`${pairs.length / 64} pairs`, engine.sha256dPairs(pairs), referenceHasher.sha256dPairs(pairs));
}

function expectMessages(engine: Engine, messages: Uint8Array, sizeBytes: number): void {
  const count = messages.length / sizeBytes;
  const digests = Array.from({ length: count }, (_, i) =>
    sha256(messages.subarray(i * sizeBytes, (i + 1) * sizeBytes)),
  );
  const what = `${count} messages of ${sizeBytes} bytes`;
  expectDigests(what, engine.sha256Messages(messages, sizeBytes), concatBytes(...digests));
}

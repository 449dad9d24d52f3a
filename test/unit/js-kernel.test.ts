import { createHash, pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type MessageHash, type NonceEncoding } from '../../src/engine/index.ts';
import { hashIterated } from '../../src/engine/js-sha256.ts';
import { headerMidstate, headerTail } from '../../src/primitives/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ backend: 'js' });
});
afterAll(() => engine.close());

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Bytes that differ everywhere. */
const filled = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 167 + seed * 59 + 13) & 0xff);

function nonceBytes(encoding: NonceEncoding, hexDigits: number | undefined, nonce: number): Buffer {
  if (encoding === 'decimal') return Buffer.from(String(nonce));
  if (encoding === 'hex') return Buffer.from(nonce.toString(16).padStart(hexDigits!, '0'));
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(nonce));
  const size = encoding.startsWith('u32') ? 4 : 8;
  return encoding.endsWith('le') ? bytes.subarray(0, size) : Buffer.from(bytes.subarray(0, size)).reverse();
}

function digestOf(message: Uint8Array, hash: MessageHash): Buffer {
  if (hash.kind === 'pbkdf2') return pbkdf2Sync(message, hash.salt, hash.iterations, 32, 'sha256');
  let digest = sha256(message);
  for (let i = 1; i < (hash.iterations ?? 1); i++) digest = sha256(digest);
  return digest;
}

const ENCODINGS: [NonceEncoding, number | undefined, number][] = [
  ['decimal', undefined, 0],
  ['decimal', undefined, 5],
  ['decimal', undefined, 94],
  ['decimal', undefined, 994],
  ['decimal', undefined, 9_994],
  ['decimal', undefined, 9_999_994],
  ['decimal', undefined, 2 ** 53 - 12],
  ['hex', 1, 4],
  ['hex', 3, 0xff8],
  ['hex', 4, 0x9fff - 5],
  ['hex', 7, 0x9aff_ff8],
  ['hex', 16, 2 ** 53 - 12],
  ['u32be', undefined, 0xfffffff4],
  ['u32le', undefined, 0xfffffff4],
  ['u64be', undefined, 0xfffffffa],
  ['u64le', undefined, 0xfffffffa],
];
/** Sizes around every boundary of words and blocks. */
const PREFIXES = [0, 1, 2, 3, 30, 43, 51, 52, 55, 58, 59, 60, 61, 62, 63, 64, 65, 117, 125, 191];
const SUFFIXES = [0, 1, 5, 50, 64, 130];

describe('a message search', () => {
  it.each(ENCODINGS)('finds the nonce of any digest: %s %s from %i', (encoding, hexDigits, start) => {
    const end = Math.min(
      start + 12,
      encoding === 'hex' ? 16 ** hexDigits! : encoding.startsWith('u32') ? 2 ** 32 : 2 ** 53 - 1,
    );
    let round = 0;
    for (const prefixSize of PREFIXES) {
      for (const suffixSize of SUFFIXES) {
        round++;
        const [prefix, suffix] = [filled(prefixSize, round), filled(suffixSize, round + 1)];
        const winner = start + (round % (end - start));
        const hash: MessageHash = { kind: 'sha256', iterations: 1 + (round % 3) };
        const message = Buffer.concat([prefix, nonceBytes(encoding, hexDigits, winner), suffix]);
        const target = { kind: 'equal', digest: new Uint8Array(digestOf(message, hash)) } as const;
        const job = { prefix, suffix, encoding, hexDigits, hash, target };
        expect(engine.searchMessage({ ...job, start, end })).toEqual({
          status: 'candidate',
          nonce: winner,
          attempts: winner - start + 1,
        });
        expect(engine.searchMessage({ ...job, start: winner + 1, end }).status).toBe('exhausted');
      }
    }
  });

  it('searches the keys of passwords', () => {
    const hash: MessageHash = { kind: 'pbkdf2', salt: filled(21, 1), iterations: 3 };
    const prefix = filled(70, 2);
    const digest = new Uint8Array(digestOf(Buffer.concat([prefix, Buffer.from('17')]), hash));
    const job = { prefix, encoding: 'decimal', hash, target: { kind: 'equal', digest } } as const;
    expect(engine.searchMessage({ ...job, start: 8, end: 40 })).toEqual({
      status: 'candidate',
      nonce: 17,
      attempts: 10,
    });
  });
});

describe('a search over versions', () => {
  it.each([1, 2, 3, 16])('ends at the lowest nonce, and of it at the first version: %i versions', (versions) => {
    const headers = Array.from({ length: versions }, (_, i) => {
      const header = Buffer.from(filled(80, 7));
      header.writeUInt32LE(0x20000000 + 0x2000 * i, 0);
      return header;
    });
    for (const start of [0, 0xfffffff0]) {
      const hashes = Array.from({ length: 16 * versions }, (_, i) => {
        const header = Buffer.from(headers[i % versions]!);
        header.writeUInt32LE(start + Math.floor(i / versions), 76);
        return BigInt(`0x${sha256(sha256(header)).reverse().toString('hex')}`);
      });
      for (const target of hashes) {
        const at = hashes.findIndex((hash) => hash <= target);
        const midstates = headers.map(headerMidstate);
        const tail = headerTail(headers[0]!);
        expect(engine.searchVersions({ midstates, tail, target, start, end: start + 16 })).toEqual({
          status: 'candidate',
          nonce: start + Math.floor(at / versions),
          version: at % versions,
          attempts: at + 1,
        });
      }
      const target = hashes.reduce((least, hash) => (hash < least ? hash : least)) - 1n;
      expect(
        engine.searchVersions({
          midstates: headers.map(headerMidstate),
          tail: headerTail(headers[0]!),
          target,
          start,
          end: start + 16,
        }),
      ).toEqual({ status: 'exhausted', attempts: 16 * versions });
    }
  });
});

describe('a batch', () => {
  it('hashes pairs', () => {
    const pairs = filled(64 * 9, 3);
    const expected = Array.from({ length: 9 }, (_, i) => sha256(sha256(pairs.subarray(64 * i, 64 * i + 64))));
    expect(Buffer.from(engine.sha256dPairs(pairs))).toEqual(Buffer.concat(expected));
  });

  it('hashes messages of every size up to three blocks', () => {
    for (let size = 1; size <= 200; size++) {
      const messages = filled(size * 3, size);
      const expected = Array.from({ length: 3 }, (_, i) => sha256(messages.subarray(size * i, size * i + size)));
      expect(Buffer.from(engine.sha256Messages(messages, size))).toEqual(Buffer.concat(expected));
    }
  });
});

it.each([1, 2, 3, 50])('hashes a message, then its digest, %i times in all', (iterations) => {
  for (const size of [0, 1, 55, 56, 63, 64, 65, 200]) {
    const message = filled(size, size);
    expect(Buffer.from(hashIterated(message, iterations))).toEqual(digestOf(message, { kind: 'sha256', iterations }));
  }
});

it('names a job that is none', () => {
  for (const method of ['searchHeader', 'searchVersions', 'searchMessage'] as const)
    expect(() => engine[method](undefined as never)).toThrow('job: expected an object, got undefined');
});

import { describe, expect, it } from 'vitest';
import {
  bytesToHex,
  decodeHeader,
  displayHexToHash,
  encodeHeader,
  hashToDisplayHex,
  headerHash,
  headerMidstate,
  headerTail,
  hexToBytes,
  referenceHasher,
  sha256Compress,
  wordsToBytes,
  sha256,
} from '../../src/primitives/index.ts';

// Bitcoin block 0 and block 125,552 (the example of the Bitcoin wiki's "Block hashing algorithm")
const GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c';
const BLOCK_125552 =
  '0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695';

describe('block header', () => {
  it('decodes every field of a real header', () => {
    const header = decodeHeader(hexToBytes(BLOCK_125552));
    expect(header.version).toBe(1);
    expect(hashToDisplayHex(header.prevBlockHash)).toBe(
      '00000000000008a3a41b85b8b29ad444def299fee21793cd8b9e567eab02cd81',
    );
    expect(hashToDisplayHex(header.merkleRoot)).toBe(
      '2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3',
    );
    expect(header.time).toBe(1305998791);
    expect(header.bits).toBe(0x1a44b9f2);
    expect(header.nonce).toBe(2504433986);
  });

  it.each([
    [GENESIS, '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'],
    [BLOCK_125552, '00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d'],
  ])('hashes a real header to its published hash', (hex, hash) => {
    expect(hashToDisplayHex(headerHash(hexToBytes(hex)))).toBe(hash);
    expect(bytesToHex(displayHexToHash(hash))).toBe(bytesToHex(headerHash(hexToBytes(hex))));
  });

  it('copies the hashes, out of a Buffer too', () => {
    const buffer = Buffer.from(BLOCK_125552, 'hex');
    const { merkleRoot } = decodeHeader(buffer);
    const tail = headerTail(buffer);
    buffer.fill(0);
    expect(hashToDisplayHex(merkleRoot)).toBe('2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3');
    expect(bytesToHex(tail)).toBe('f1fc122bc7f5d74df2b9441a');
  });

  it('hashes many headers in their order', () => {
    const hashes = referenceHasher.sha256dHeaders(hexToBytes(GENESIS + BLOCK_125552));
    expect(hashToDisplayHex(hashes.subarray(0, 32))).toBe(
      '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    );
    expect(hashToDisplayHex(hashes.subarray(32))).toBe(
      '00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d',
    );
    expect(() => referenceHasher.sha256dHeaders(new Uint8Array(81))).toThrow(
      'headers: expected a multiple of 80 bytes, got 81',
    );
  });

  it('encodes what it decoded, a negative version and the largest fields included', () => {
    expect(bytesToHex(encodeHeader(decodeHeader(hexToBytes(BLOCK_125552))))).toBe(BLOCK_125552);
    const ones = 'ff'.repeat(80);
    expect(decodeHeader(hexToBytes(ones)).version).toBe(-1);
    expect(bytesToHex(encodeHeader(decodeHeader(hexToBytes(ones))))).toBe(ones);
  });

  it('names the field that does not fit', () => {
    const header = decodeHeader(hexToBytes(GENESIS));
    expect(() => encodeHeader({ ...header, time: 2 ** 32 })).toThrow(
      'header.time: expected an integer from 0 to 4294967295, got 4294967296',
    );
    expect(() => encodeHeader({ ...header, version: 1.5 })).toThrow(TypeError);
    expect(() => encodeHeader({ ...header, merkleRoot: new Uint8Array(31) })).toThrow(
      'header.merkleRoot: expected 32 bytes, got 31',
    );
    expect(() => decodeHeader(new Uint8Array(79))).toThrow('header: expected 80 bytes, got 79');
    expect(() => displayHexToHash('zz'.repeat(32))).toThrow(TypeError);
    expect(() => hexToBytes('abc')).toThrow('hex: expected an even number of digits, got 3');
  });

  it('splits into a midstate and a tail from which the first hash is completed', () => {
    const header = hexToBytes(BLOCK_125552);
    // second block: tail, nonce, a one bit, zeros, 640 bits
    const block = hexToBytes(
      `${bytesToHex(headerTail(header))}${BLOCK_125552.slice(152)}80${'00'.repeat(39)}0000000000000280`,
    );
    expect(bytesToHex(wordsToBytes(sha256Compress(headerMidstate(header), block)))).toBe(bytesToHex(sha256(header)));
  });
});

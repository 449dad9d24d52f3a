import { createHash } from 'node:crypto';
import { sha256 as hashWasmSha256 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { bytesToHex, sha256, sha256Compress, sha256d } from '../../src/primitives/index.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A prime cycle, so that no two words of a block are alike. */
const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);

describe('sha256, the readable reference', () => {
  // FIPS 180-4 examples (csrc.nist.gov, "Examples with Intermediate Values") and the NIST million-a vector.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('hashes the published message %#', (message, digest) => {
    expect(bytesToHex(sha256(ascii(message)))).toBe(digest);
  });

  it('double-hashes "hello" to the published digest', () => {
    // Bitcoin wiki, Protocol documentation, "Hashes"
    expect(bytesToHex(sha256d(ascii('hello')))).toBe(
      '9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50',
    );
  });

  it('agrees with node:crypto and hash-wasm at every length up to three blocks', async () => {
    for (let length = 0; length <= 192; length++) {
      const message = pattern(length);
      const ours = bytesToHex(sha256(message));
      expect(ours, `length ${length}`).toBe(createHash('sha256').update(message).digest('hex'));
      expect(ours, `length ${length}`).toBe(await hashWasmSha256(message));
    }
  });

  it('refuses what is no array of bytes, instead of hashing something else', () => {
    for (const message of ['abc', [1, 2], Uint32Array.of(97), undefined, null]) {
      expect(() => sha256(message as unknown as Uint8Array)).toThrow(/^message: expected a Uint8Array, got /);
      expect(() => sha256d(message as unknown as Uint8Array)).toThrow(TypeError);
    }
    expect(() => sha256Compress(new Uint32Array(8), new Uint8Array(63))).toThrow('block: expected 64 bytes, got 63');
    expect(() => sha256Compress(new Uint32Array(7), new Uint8Array(64))).toThrow(TypeError);
  });
});

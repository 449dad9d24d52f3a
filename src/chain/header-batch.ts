/**
 * Some headers as the chain takes them in: a copy of their bytes, their hashes, and each as words and as fields.
 *
 * A header is taken apart without a byte array or a decoded object for each: that would cost more than its hash.
 */
import {
  assertBytes,
  copyBytes,
  HASH_SIZE_BYTES,
  HEADER_SIZE_BYTES,
  type Header,
  type HeaderHasher,
} from '../primitives/index.ts';
import type { HeaderWords } from './header-index.ts';

/** A batch. Its bytes are its own and are never changed. */
export class HeaderBatch implements HeaderWords {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly headers: Uint32Array;
  readonly hashes: Uint32Array;
  readonly #hashBytes: Uint8Array;
  /** The hash that was asked for last. */
  readonly #hash = new Uint8Array(HASH_SIZE_BYTES);
  readonly #hashWords = new Uint32Array(this.#hash.buffer);
  readonly #view: DataView;

  /**
   * @param bytes n * 80 bytes; copied
   * @throws TypeError, RangeError for hashes of the wrong size
   */
  constructor(bytes: Uint8Array, hasher: HeaderHasher) {
    // the constructor, not slice: of a Buffer that is a view of the caller's bytes
    this.bytes = new Uint8Array(bytes);
    this.count = bytes.length / HEADER_SIZE_BYTES;
    const hashes = hasher.sha256dHeaders(this.bytes);
    assertBytes('hasher.sha256dHeaders(headers)', hashes, this.count * HASH_SIZE_BYTES);
    this.#hashBytes = hashes.byteOffset % 4 === 0 ? hashes : new Uint8Array(hashes);
    this.headers = new Uint32Array(this.bytes.buffer);
    this.hashes = new Uint32Array(
      this.#hashBytes.buffer,
      this.#hashBytes.byteOffset,
      this.count * (HASH_SIZE_BYTES / 4),
    );
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Whether the header of an item names the one before it as its parent. */
  follows(item: number): boolean {
    const prev = (item * HEADER_SIZE_BYTES) / 4 + 1;
    const hash = ((item - 1) * HASH_SIZE_BYTES) / 4;
    for (let i = 0; i < 8; i++) if (this.headers[prev + i] !== this.hashes[hash + i]) return false;
    return true;
  }

  header(item: number): BatchHeader {
    return new BatchHeader(this.bytes, this.#view, item * HEADER_SIZE_BYTES);
  }

  /** 32 bytes, wire order, until the next is asked for: an array for each would cost a third of its hash. */
  hash(item: number): Uint8Array {
    const from = (item * HASH_SIZE_BYTES) / 4;
    for (let i = 0; i < HASH_SIZE_BYTES / 4; i++) this.#hashWords[i] = this.hashes[from + i]!;
    return this.#hash;
  }
}

/** One header of a batch. Its hashes are copied when they are asked for, which hardly a rule does. */
export class BatchHeader implements Header {
  readonly version: number;
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
  readonly #bytes: Uint8Array;
  readonly #offset: number;

  constructor(bytes: Uint8Array, view: DataView, offset: number) {
    this.version = view.getInt32(offset, true);
    this.time = view.getUint32(offset + 68, true);
    this.bits = view.getUint32(offset + 72, true);
    this.nonce = view.getUint32(offset + 76, true);
    this.#bytes = bytes;
    this.#offset = offset;
  }

  get prevBlockHash(): Uint8Array {
    return copyBytes(this.#bytes, this.#offset + 4, this.#offset + 36);
  }

  get merkleRoot(): Uint8Array {
    return copyBytes(this.#bytes, this.#offset + 36, this.#offset + 68);
  }

  /** The 80 bytes; a copy. */
  encode(): Uint8Array {
    return copyBytes(this.#bytes, this.#offset, this.#offset + HEADER_SIZE_BYTES);
  }
}

/** The fields of LevelDB's lists: numbers of a variable length, and texts that such a number is the size of. */

/** Reads them one after another. A number has seven bits in each byte, the lowest first; the top bit says that more follow. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get ended(): boolean {
    return this.#at >= this.#end;
  }

  /** The place of the next byte. */
  get place(): number {
    return this.#at;
  }

  /** @throws RangeError at the end of the bytes, or above 2^53 - 1 */
  number(): number {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#at < this.#end ? this.#bytes[this.#at++] : undefined;
      if (byte === undefined) throw new RangeError('number: expected more bytes');
      number += (byte & 0x7f) * factor;
      if (number > Number.MAX_SAFE_INTEGER) throw new RangeError('number: expected 2^53 - 1 at most');
      if (byte < 0x80) return number;
    }
  }

  /**
   * So many bytes, a view.
   * @throws RangeError at the end of the bytes
   */
  bytes(sizeBytes: number): Uint8Array {
    if (this.#at + sizeBytes > this.#end) throw new RangeError(`text: expected ${sizeBytes} more bytes`);
    this.#at += sizeBytes;
    return this.#bytes.subarray(this.#at - sizeBytes, this.#at);
  }

  /**
   * The bytes of a text, a view.
   * @throws RangeError at the end of the bytes
   */
  text(): Uint8Array {
    return this.bytes(this.number());
  }
}

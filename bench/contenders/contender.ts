/** What every contender can do, and how one is made of a library that only hashes. */

/** A search over the nonce of one header. */
export interface HeaderSearch {
  /** 80 bytes; its nonce is not read. */
  readonly header: Uint8Array;
  /** A hash, read as a 256-bit little-endian number, at or below this ends the search. */
  readonly target: bigint;
  /** First nonce, inclusive. */
  readonly start: number;
  /** End of the range, exclusive. */
  readonly end: number;
}

/** One implementation, ready to work on this thread. */
export interface Contender {
  /** The package's name. */
  readonly name: string;
  readonly version: string;
  /** What does the work: `simd`, `scalar` and `js` as an engine names them; `wasm`, `js`, `native` for others. */
  readonly backend: string;
  /** The lowest nonce of the range that meets the target. */
  searchHeader(search: HeaderSearch): number | undefined;
  /** sha256d of each of n * 80 bytes: n * 32 bytes, wire order. */
  sha256dHeaders(headers: Uint8Array): Uint8Array;
}

/** A contender made of a function that hashes 80 bytes twice: put in the nonce, hash, compare. */
export function hashingContender(
  facts: Pick<Contender, 'name' | 'version' | 'backend'>,
  sha256d: (header: Uint8Array) => Uint8Array,
): Contender {
  return {
    ...facts,
    searchHeader({ header, target, start, end }) {
      const bytes = header.slice();
      const view = new DataView(bytes.buffer);
      const limit = bigintToLittleEndian(target);
      for (let nonce = start; nonce < end; nonce++) {
        view.setUint32(76, nonce, true);
        if (isAtOrBelow(sha256d(bytes), limit)) return nonce;
      }
      return undefined;
    },
    sha256dHeaders(headers) {
      const hashes = new Uint8Array((headers.length / 80) * 32);
      for (let from = 0, to = 0; from < headers.length; from += 80, to += 32) {
        hashes.set(sha256d(headers.subarray(from, from + 80)), to);
      }
      return hashes;
    },
  };
}

/** Compares from the top byte down: nearly every hash is decided by the first. */
function isAtOrBelow(hash: Uint8Array, limit: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (hash[i] ?? 0) - (limit[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return true;
}

function bigintToLittleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

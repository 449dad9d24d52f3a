/** An order of headers in which each parent stands before its children, whatever the order in which they came. */
import { bytesToHex, HEADER_SIZE_BYTES, type HeaderHasher } from '../primitives/index.ts';

/** Headers and their hashes, in the same order. */
interface HashedHeaders {
  /** n * 80 bytes. */
  readonly headers: Uint8Array;
  /** n * 32 bytes, each in wire order. */
  readonly hashes: Uint8Array;
}

/**
 * The same headers, each once, every one behind its parent where that is among them; else in the order they came in.
 * A header that was beside the best chain may come before its parent when that left the best chain later.
 */
export function orderParentsFirst(headers: Uint8Array, hasher: HeaderHasher): HashedHeaders {
  const hashes = hasher.sha256dHeaders(headers);
  const places = new Map<string, number>();
  const count = headers.length / HEADER_SIZE_BYTES;
  for (let i = 0; i < count; i++) {
    const hash = bytesToHex(hashes.subarray(i * 32, i * 32 + 32));
    if (!places.has(hash)) places.set(hash, i);
  }

  const order: number[] = [];
  const taken = new Set<number>();
  for (const place of places.values()) {
    // down to the lowest ancestor that is not taken yet, then up again
    const path: number[] = [];
    for (let at: number | undefined = place; at !== undefined && !taken.has(at); at = parentOf(at)) {
      taken.add(at);
      path.push(at);
    }
    // one by one: a path can be longer than a list of arguments may be
    for (const at of path.reverse()) order.push(at);
  }

  const ordered = {
    headers: new Uint8Array(order.length * HEADER_SIZE_BYTES),
    hashes: new Uint8Array(order.length * 32),
  };
  order.forEach((from, to) => {
    const start = from * HEADER_SIZE_BYTES;
    ordered.headers.set(headers.subarray(start, start + HEADER_SIZE_BYTES), to * HEADER_SIZE_BYTES);
    ordered.hashes.set(hashes.subarray(from * 32, from * 32 + 32), to * 32);
  });
  return ordered;

  /** Bytes 4 to 35 of a header are its parent's hash. */
  function parentOf(place: number): number | undefined {
    const at = place * HEADER_SIZE_BYTES;
    return places.get(bytesToHex(headers.subarray(at + 4, at + 36)));
  }
}

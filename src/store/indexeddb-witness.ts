/**
 * A witness of how often a store was written, outside of IndexedDB.
 *
 * Where a browser finds its own files of IndexedDB damaged, it may throw all databases of the origin away without a word:
 * Chromium 156 does for a single flipped bit in its log. What was a chain is then a new, empty database. A file that was
 * cut off may leave an older state, sound in itself. So the number of the newest write is noted in the Cache API, whose
 * files are others: a store with fewer writes than were noted has lost some.
 *
 * A note follows the write, so it is never ahead of it. It takes a few milliseconds, and is made with the first write, with
 * every hundredth, and when the store is opened and closed: a loss of fewer writes since then can go unseen. Where the Cache API
 * is missing or refused (insecure origins, some private windows) there is no note. When the data of the whole origin is
 * cleared or evicted, the note goes with it.
 */
const CACHE = 'midstate stores';
const WRITES_BETWEEN_NOTES = 100;

/** A key that no page asks a server for: `.invalid` is nobody's (RFC 2606). */
const keyOf = (name: string): string => `https://midstate.invalid/store/${encodeURIComponent(name)}`;

/** True for the writes after which a note is made. */
export function isNoted(write: number): boolean {
  return write === 1 || write % WRITES_BETWEEN_NOTES === 0;
}

/** The number of the newest write that was noted; 0 without a note. */
export async function readNote(name: string): Promise<number> {
  const text = await inCache(async (cache) => (await cache.match(keyOf(name)))?.text());
  return /^\d{1,10}$/.test(text ?? '') ? Number(text) : 0;
}

export async function writeNote(name: string, writes: number): Promise<void> {
  await inCache((cache) => cache.put(keyOf(name), new Response(String(writes))));
}

export async function removeNote(name: string): Promise<void> {
  await inCache((cache) => cache.delete(keyOf(name)));
}

async function inCache<T>(use: (cache: Cache) => Promise<T>): Promise<T | undefined> {
  const caches: CacheStorage | undefined = globalThis.caches;
  try {
    return caches && (await use(await caches.open(CACHE)));
  } catch {
    // a note is better than none, and no reason to fail
    return undefined;
  }
}

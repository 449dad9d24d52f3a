/**
 * A witness that a store was written, outside of IndexedDB.
 *
 * Where a browser finds its own files of IndexedDB damaged, it may throw all databases of the origin away without a word:
 * Chromium 156 does for a single flipped bit in its log. What was a chain is then a new, empty database. So a note is
 * kept in the Cache API, whose files are others: a store that was never written, but has a note, was lost.
 *
 * The note says nothing but that. It is made once, and where the Cache API is missing or refused (insecure origins, some
 * private windows) there is none, and the loss cannot be seen. When the whole origin is cleared or evicted, it goes too.
 */
const CACHE = 'midstate stores';

/** A key that no page asks a server for: `.invalid` is nobody's (RFC 2606). */
const keyOf = (name: string): string => `https://midstate.invalid/store/${encodeURIComponent(name)}`;

export async function isWitnessed(name: string): Promise<boolean> {
  return (await inCache((cache) => cache.match(keyOf(name)))) !== undefined;
}

export async function putWitness(name: string): Promise<void> {
  await inCache((cache) => cache.put(keyOf(name), new Response('written')));
}

export async function removeWitness(name: string): Promise<void> {
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

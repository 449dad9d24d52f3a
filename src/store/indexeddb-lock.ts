/**
 * One opener of a store at a time, in all pages and workers of an origin, by Web Locks. The browser gives a lock back by
 * itself when its page is gone, however it went, so no lock is left behind as a lease would be.
 *
 * Web Locks are missing on insecure origins (plain HTTP, other than localhost) and in browsers older than 2022. There a
 * store opens without a lock; that another page wrote to it is then seen by its count of writes, inside the transaction
 * of the next call, which is refused. Nothing is torn, but the page that comes later wins.
 */
import { locked } from './indexeddb-errors.ts';

/** Gives the lock back; resolves when another may have it. */
export type Release = () => Promise<void>;

/** A page that was closed or reloaded has its lock for a moment longer, in which its successor asks already. */
const PATIENCE_MS = 1000;

/**
 * Takes the lock. With a signal it waits until the lock is free or the signal aborts, in the order of those who ask.
 * @throws MidstateError ERR_STORE_LOCKED when it is taken, and stays so for a second; with a signal `signal.reason`
 */
export async function takeStoreLock(name: string, signal?: AbortSignal): Promise<Release> {
  signal?.throwIfAborted();
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  if (locks === undefined) return async () => {};
  return new Promise((resolve, reject) => {
    let release = (): void => {};
    const held = new Promise<void>((done) => (release = done));
    const patience = new AbortController();
    const timer = signal
      ? undefined
      : setTimeout(() => patience.abort(locked(name, 'is open already, here or in another page')), PATIENCE_MS);
    const options = { signal: signal ?? patience.signal };
    const ended: Promise<unknown> = locks.request(`midstate store ${name}`, options, () => {
      clearTimeout(timer);
      resolve(async () => {
        release();
        // it rejects where another page stole the lock, which gives it up as well
        await ended.catch(() => {});
      });
      return held;
    });
    ended.catch((error: unknown) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

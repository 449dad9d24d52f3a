/** How long a worker may take to say that it is ready: one that runs another script never says it. */

/** A worker is ready after some tenths of a second; the rest is for slow hosts under load. */
const START_SECONDS = 10;

/**
 * Calls `onMissed` ten seconds from now, unless the returned function is called before. Seconds in which this thread
 * was blocked, and could have heard nothing, count as one.
 */
export function startDeadline(onMissed: (cause: Error) => void): () => void {
  let left = START_SECONDS;
  const timer: unknown = setInterval(() => {
    if (--left > 0) return;
    stop();
    onMissed(new Error(`The worker was not ready after ${START_SECONDS} seconds`));
  }, 1000);
  const stop = (): void => clearInterval(timer as ReturnType<typeof setInterval>);
  // It is the worker that keeps a Node process alive, not the watch over it.
  (timer as { unref?(): void }).unref?.();
  return stop;
}

/** Gives the page its turn between pieces of work, so that no piece keeps it from painting and from clicks. */

/** How long this thread may be busy between two turns of the page, milliseconds. */
const BUSY_MS = 12;

/** Resolves in a task of its own: messages are not slowed down in background tabs, as timers are. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** A function to await between pieces: it gives the turn away when this thread was busy for long enough. */
export function createPageTick(clock: () => number = () => performance.now()): () => Promise<void> {
  let since = clock();
  return async () => {
    if (clock() - since < BUSY_MS) return;
    await nextTask();
    since = clock();
  };
}

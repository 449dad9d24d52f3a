/** How browsers let messages, timers and rendering in between two slices, without the 4 ms of nested timers. */

/**
 * Resolves in a task of its own, behind the tasks that already wait. Each tick has a channel of its own, because a host
 * may go on reading one channel as long as there are messages in it, and starve everything else.
 */
export function messageTick(): Promise<void> {
  if (typeof MessageChannel === 'undefined') return new Promise((resolve) => setTimeout(resolve, 0));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

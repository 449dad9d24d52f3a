/** A browser's way to let messages and rendering in between two slices, without the 4 ms of nested timers. */

/** Resolves in a task of its own, behind the tasks that already wait. */
export function createMessageTick(): () => Promise<void> {
  if (typeof MessageChannel === 'undefined') return () => new Promise((resolve) => setTimeout(resolve, 0));
  const { port1, port2 } = new MessageChannel();
  let resume: (() => void) | undefined;
  port1.onmessage = () => resume?.();
  return () =>
    new Promise((resolve) => {
      resume = resolve;
      port2.postMessage(undefined);
    });
}

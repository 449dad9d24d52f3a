/** The one engine of this page's own thread: it hashes what the panels judge, and mines what is mined at once. */
import { createEngine, type Engine } from 'midstate/engine';

let made: Promise<Engine> | undefined;

/** Compiled when a panel first needs it. */
export function pageEngine(): Promise<Engine> {
  made ??= createEngine();
  // a failure is told to whoever asked, and tried again
  made.catch(() => (made = undefined));
  return made;
}

/** The clock of this machine, as blocks know time. */
import { CommandFailure } from './failure.ts';

/**
 * Whole seconds since 1970.
 * @throws CommandFailure when the clock cannot stand in a header, which has 32 bits for it
 */
export function systemSeconds(): number {
  const seconds = Math.floor(Date.now() / 1000);
  if (seconds >= 0 && seconds <= 0xffffffff) return seconds;
  const shown = new Date(seconds * 1000).toISOString();
  throw new CommandFailure(`the system clock is out of range: ${shown}, and blocks can have 1970-01-01 to 2106-02-07`);
}

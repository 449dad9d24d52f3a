/** What a call that should have failed came to, in the words of a failed check. */
import { describe } from '../primitives/index.ts';

/** The error, or that there was none. */
export function describeOutcome(error: unknown): string {
  if (error === undefined) return 'no error';
  return error instanceof Error ? `${error.name}: ${error.message}` : describe(error);
}

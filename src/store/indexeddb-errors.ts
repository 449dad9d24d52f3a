/** What the exceptions of IndexedDB mean for a store. */
import { isMidstateError, messageOf, MidstateError } from '../errors.ts';
import type { HeightRange } from './store-arguments.ts';
import { unavailable } from './store-errors.ts';

/** The browser cannot give back what it has a record of: its own files are damaged or gone. */
const OF_DAMAGED_FILES = ['DataError', 'NotReadableError', 'NotFoundError'];

/** The `MidstateError` that an exception of the database stands for. */
export function indexedDbError(name: string, error: unknown): MidstateError {
  if (isMidstateError(error)) return error;
  const kind = error instanceof Error ? error.name : '';
  if (OF_DAMAGED_FILES.includes(kind))
    return corrupt(name, `the browser cannot read it: ${messageOf(error)}`, undefined, error);
  const reason =
    kind === 'QuotaExceededError'
      ? `the browser gives it no more room: ${messageOf(error)}`
      : `IndexedDB refused: ${kind} ${messageOf(error)}`;
  return unavailable(name, reason, error);
}

export function corrupt(
  name: string,
  problem: string,
  intact?: HeightRange,
  cause?: unknown,
): MidstateError<'ERR_STORE_CORRUPT'> {
  const kept = intact ? `the records from height ${intact.lowest} to ${intact.tip}` : 'what can still be read';
  return new MidstateError(
    'ERR_STORE_CORRUPT',
    `the store ${name} is corrupt: ${problem}; rebuildIndexedDbStore keeps ${kept}`,
    { path: name, problem, ...(intact && { intact }) },
    { cause },
  );
}

export function locked(name: string, reason: string): MidstateError<'ERR_STORE_LOCKED'> {
  return new MidstateError('ERR_STORE_LOCKED', `the store ${name} ${reason}`, { path: name });
}

/** What the errors of LevelDB, of classic-level and of the file system mean for a store. */
import { isMidstateError, messageOf, MidstateError, shellWord } from '../errors.ts';
import type { HeightRange } from './store-arguments.ts';
import { unavailable } from './store-errors.ts';

/**
 * LevelDB has one kind of error for all that the system refuses. Where a file is missing or shorter than its index
 * says, the bytes are not those that were written; a full disk or a missing permission says nothing about them.
 */
const MISSING_OR_CUT_FILE =
  /: (?:No such file or directory|Is a directory|The system cannot find the file specified\.?\s*)$|\.(?:ldb|sst): Invalid argument$/;

/** The `MidstateError` that an error of the database or of a file beside it stands for. */
export function levelError(path: string, error: unknown): MidstateError {
  if (isMidstateError(error)) return error;
  // classic-level tells why it could not open in the cause of a general error.
  const cause =
    codeOf(error) === 'LEVEL_DATABASE_NOT_OPEN' && error instanceof Error && error.cause ? error.cause : error;
  switch (codeOf(cause)) {
    case 'LEVEL_LOCKED':
      return new MidstateError(
        'ERR_STORE_LOCKED',
        `the store ${path} is open already, here or in another process`,
        { path },
        { cause },
      );
    case 'LEVEL_CORRUPTION':
      return corrupt(path, messageOf(cause), { cause });
    case 'LEVEL_IO_ERROR':
      if (MISSING_OR_CUT_FILE.test(messageOf(cause)))
        return corrupt(path, `a file of it is missing or cut off: ${messageOf(cause)}`, { cause });
  }
  return unavailable(path, messageOf(cause), cause);
}

/**
 * The error for a store whose bytes are not what was written. `intact`: the heights that can still be read from the
 * lowest on, null for none, left out where that was not looked into. `mustName`: a rebuild must be told the network.
 */
export function corrupt(
  path: string,
  problem: string,
  { cause, intact, mustName = false }: { cause?: unknown; intact?: HeightRange | null; mustName?: boolean } = {},
): MidstateError<'ERR_STORE_CORRUPT'> {
  const keeps =
    intact === undefined
      ? 'keeps what can still be read'
      : intact === null
        ? 'begins anew, as no header can be read'
        : `keeps heights ${intact.lowest} to ${intact.tip}, which can still be read`;
  return new MidstateError(
    'ERR_STORE_CORRUPT',
    `the store ${path} is corrupt: ${problem}; midstate chain rebuild --data ${shellWord(path)}${mustName ? ' --network NAME' : ''} ${keeps}`,
    { path, problem, ...(intact && { intact }) },
    { cause },
  );
}

/** The error of opening a store that is not there without saying what it is to be. */
export function noNetwork(path: string): TypeError {
  return new TypeError(`options.network: expected the network of the new store in ${path}, got undefined`);
}

export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

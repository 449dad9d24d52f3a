/** Opening a LevelDB database through the optional package classic-level, and what its errors mean. */
import type { ClassicLevel } from 'classic-level';
import { isMidstateError, MidstateError } from '../errors.ts';

export type LevelDatabase = ClassicLevel<Uint8Array, Uint8Array>;

/**
 * Opens a database, made if there is none.
 * @throws MidstateError ERR_STORE_UNAVAILABLE, ERR_STORE_LOCKED, ERR_STORE_CORRUPT
 */
export async function openLevelDatabase(path: string): Promise<LevelDatabase> {
  const { ClassicLevel } = await importClassicLevel(path);
  const database = new ClassicLevel<Uint8Array, Uint8Array>(path, { keyEncoding: 'view', valueEncoding: 'view' });
  try {
    await database.open();
  } catch (error) {
    throw levelError(path, error);
  }
  return database;
}

// Imported here, not above: whoever never opens such a store need not have the package.
async function importClassicLevel(path: string): Promise<typeof import('classic-level')> {
  try {
    return await import('classic-level');
  } catch (cause) {
    const missing = codeOf(cause) === 'ERR_MODULE_NOT_FOUND';
    const reason = missing
      ? 'it needs the package classic-level: npm install classic-level'
      : `the package classic-level does not load: ${messageOf(cause)}`;
    throw unavailable(path, reason, cause);
  }
}

/** The `MidstateError` that an error of the database stands for. */
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
      return corrupt(path, messageOf(cause), cause);
    default:
      return unavailable(path, messageOf(cause), cause);
  }
}

export function corrupt(path: string, problem: string, cause?: unknown): MidstateError {
  return new MidstateError(
    'ERR_STORE_CORRUPT',
    `the store ${path} is corrupt: ${problem}`,
    { path, problem },
    { cause },
  );
}

function unavailable(path: string, reason: string, cause?: unknown): MidstateError {
  return new MidstateError(
    'ERR_STORE_UNAVAILABLE',
    `the store ${path} cannot be used: ${reason}`,
    { path, reason },
    { cause },
  );
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

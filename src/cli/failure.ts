/** What the user is told when a command fails, one line on standard error, and the exit code. */
import { MidstateError } from '../errors.ts';
import { UsageError } from './command.ts';
import { StopRequest } from './stop-request.ts';

/** The command was called rightly, but this machine does not allow it: one clear line, exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/**
 * Reports what a command threw.
 * @returns the exit code
 */
export function reportFailure(error: unknown): number {
  if (error instanceof StopRequest) {
    if (error.message !== '') say(error.message);
    return error.exitCode;
  }
  if (error instanceof UsageError) {
    say(`${error.message} (see midstate --help)`);
    return 2;
  }
  if (error instanceof CommandFailure) say(error.message);
  else if (error instanceof MidstateError) say(`${error.message} [${error.code}]`);
  else sayUnexpected(error);
  return 1;
}

function sayUnexpected(error: unknown): void {
  if (process.env['MIDSTATE_DEBUG'] && error instanceof Error) say(error.stack ?? error.message);
  else say(`${String(error).split('\n', 1)[0]} (unexpected; with MIDSTATE_DEBUG=1 it says where)`);
}

function say(text: string): void {
  process.stderr.write(`midstate: ${text}\n`);
}

/** How a command is asked to stop: by a signal of the terminal or the system, or because its output cannot be written. */
import { getSystemErrorMap } from 'node:util';

/** The reason of the stop signal. Thrown out of a command it is no fault, and ends the process with `exitCode`. */
export class StopRequest extends Error {
  override readonly name = 'StopRequest';
  readonly exitCode: number;

  /** @param message one line for the user, or empty where nothing is to be said */
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Exit codes as shells report them: 128 + the number of the signal. */
const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * A signal that is aborted, with a `StopRequest`, when the process is asked to stop or its output cannot be written.
 * Asked a second time, the process ends at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const [name, exitCode] of Object.entries(SIGNAL_EXIT_CODES)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCode);
      controller.abort(new StopRequest(`stopped by ${name}`, exitCode));
    });
  }
  // the lines written before it is known fail as well: the first failure tells it
  process.stdout.on('error', () => {});
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    // `midstate mine | head -1`: the reader has what it wants
    if (error.code === 'EPIPE') return controller.abort(new StopRequest('', 0));
    const [, why] = getSystemErrorMap().get(error.errno ?? 0) ?? [];
    process.stderr.write(`midstate: standard output: ${why ?? error.message}\n`);
    process.exitCode = 1;
    controller.abort(new StopRequest('', 1));
  });
  // nobody reads what goes wrong: no reason to go wrong
  process.stderr.on('error', () => {});
  return controller.signal;
}

/** What may be asked of the benchmark. */
import { parseArgs } from 'node:util';

export const HELP = `npm run bench -- [options]

Times this package and others at the same work, and prints a table.

  --only WORK   one work alone; may be given more than once
  --json FILE   also write the results to FILE
  --quick       a few short rounds: shows that it runs; the figures are no measurement
  --node FILE   run under another Node than the scripts' own
  --help        this text
`;

export interface Command {
  readonly help: boolean;
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly json: string | undefined;
  readonly node: string | undefined;
}

/** A mistake in the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line.
 * @throws UsageError for an unknown option, an unknown work, or a missing value
 */
export function parseCommand(args: readonly string[], works: readonly string[]): Command {
  const { help, quick, only, json, node } = parseOptions(args);
  const unknown = only.find((work) => !works.includes(work));
  if (unknown !== undefined) throw new UsageError(`--only: expected one of ${works.join(', ')}, got ${unknown}`);
  return { help, quick, only, json, node };
}

function parseOptions(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'string' },
        node: { type: 'string' },
      },
    });
    return { ...values, json: values.json, node: values.node };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

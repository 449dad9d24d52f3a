/** `midstate chain ...` on a data directory, called in this process. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { reorgFile } from '../fixtures/regtest-branches.ts';
import { callMidstate } from './command-call.ts';
import { parseJsonLines, temporaryDirectory, type Ended } from './midstate-command.ts';

/** Calls `midstate chain` with these words on a data directory. */
export function chain(
  data: string,
  command: string,
  flags: readonly string[] = [],
  stdin: Uint8Array | string = '',
): Promise<Ended> {
  return callMidstate(['chain', ...command.split(' '), '--data', data, ...flags], { stdin });
}

/** The JSON object of a command that ends well. */
export async function chainJson(
  data: string,
  command: string,
  flags: readonly string[] = [],
  stdin: Uint8Array | string = '',
): Promise<object> {
  const { code, stdout, stderr } = await chain(data, command, [...flags, '--json'], stdin);
  expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
  return parseJsonLines(stdout)[0]!;
}

/** A directory with the chain of `reorgFile`, in one that goes away with the test. */
export async function importedDirectory(): Promise<string> {
  const data = join(temporaryDirectory(), 'store');
  await chainJson(data, 'import -', [], reorgFile);
  return data;
}

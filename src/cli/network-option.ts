/** The option `--network`: a network that is known by name, or one that a JSON file describes. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { networks, parseNetwork, type NetworkName, type NetworkParams } from '../consensus/index.ts';
import { messageOf } from '../errors.ts';
import { UsageError, type CommandInput, type CommandOption } from './command.ts';
import { findJsonFault } from './json-fault.ts';

const NETWORK_NAMES = Object.keys(networks) as NetworkName[];

/** No description of a network is longer; what is, is something else. */
const MAX_FILE_BYTES = 2 ** 20;

export const NETWORK_OPTION: CommandOption = {
  type: 'string',
  value: 'NAME|FILE',
  help: `${NETWORK_NAMES.join(', ')}, or a JSON file (default: mainnet)`,
};

/**
 * The network that `--network` names. What has a slash or ends in `.json` is a file, and so is the name of one that is
 * there, unless a network has that name.
 * @throws UsageError for a name that is not known, and a file that cannot be read or does not describe a network
 */
export function networkFlag(input: CommandInput): NetworkParams | undefined {
  const name = input.flags['network'];
  if (name === undefined) return undefined;
  if (NETWORK_NAMES.includes(name as NetworkName)) return networks[name as NetworkName];
  const file = String(name);
  if (/[/\\]|\.json$/.test(file) || (file !== '' && existsSync(file))) return readNetwork(file);
  throw new UsageError(`--network: expected ${NETWORK_NAMES.join(', ')} or a JSON file, got ${JSON.stringify(name)}`);
}

function readNetwork(file: string): NetworkParams {
  const definition = parseJson(file, readText(file));
  try {
    return parseNetwork(definition);
  } catch (error) {
    throw new UsageError(`--network: ${file}: ${messageOf(error)}`, { cause: error });
  }
}

function readText(file: string): string {
  try {
    const bytes = readBeginning(file, MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) {
      // what has no size, as a device or a pipe, is not read on to learn it
      const size = Math.max(statSync(file).size, bytes.length);
      throw new UsageError(`--network: ${file}: expected at most ${MAX_FILE_BYTES} bytes of JSON, got ${size} or more`);
    }
    // a byte order mark is no part of the text
    return bytes.toString('utf8').replace(/^\ufeff/, '');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--network: ${file}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** The first bytes of a file, or all where it has fewer. */
function readBeginning(file: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  const descriptor = openSync(file, 'r');
  try {
    let filled = 0;
    while (filled < size) {
      const read = readSync(descriptor, bytes, filled, size - filled, null);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = findJsonFault(text);
    if (fault === undefined) throw error;
    const { line, column, expected, got } = fault;
    throw new UsageError(`--network: ${file}, line ${line}, column ${column}: expected ${expected}, got ${got}`, {
      cause: error,
    });
  }
}

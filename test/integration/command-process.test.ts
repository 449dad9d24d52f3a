// Most tests call commands in their own process. Here each of these is run as a user runs it, and says the same.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/primitives/index.ts';
import { genesis, reorgFile } from '../fixtures/regtest-branches.ts';
import { callMidstate } from './command-call.ts';
import { runMidstate, temporaryDirectory } from './midstate-command.ts';

const regtest = ['--network', 'regtest'];

/** Words, the exit code, and the input. DIR is a directory with a chain and a proof. */
type Call = readonly [words: readonly string[], code: number, stdin: Uint8Array | string];
const calls: readonly Call[] = [
  [['chain', 'import', '-', '--data', 'DIR/new'], 0, reorgFile],
  [['chain', 'import', '-', '--data', 'DIR/new'], 2, reorgFile.subarray(0, 85)],
  [['chain', 'info', '--data', 'DIR/store', '--json'], 0, ''],
  [['chain', 'tips', '--data', 'DIR/store'], 0, ''],
  [['chain', 'header', '9', '--data', 'DIR/store'], 0, ''],
  [['chain', 'headers', '--data', 'DIR/store', '--raw'], 0, ''],
  [['chain', 'export', '-', '--data', 'DIR/store', '--hex'], 0, ''],
  [['chain', 'check', '--data', 'DIR/store'], 0, ''],
  [['chain', 'rebuild', '--data', 'DIR/store', '--force'], 0, ''],
  [['chain', 'proof', 'DIR/other-proof', '--data', 'DIR/store'], 0, ''],
  [['verify', 'headers', '-', ...regtest], 1, concatBytes(genesis, new Uint8Array(80))],
  [['verify', 'proof', 'DIR/proof', ...regtest], 0, ''],
];

/** A directory with the chain of `reorgFile` and a proof of its work. */
async function prepare(): Promise<string> {
  const directory = temporaryDirectory();
  await callMidstate(['chain', 'import', '-', '--data', join(directory, 'store')], { stdin: reorgFile });
  await callMidstate(['chain', 'proof', join(directory, 'proof'), '--data', join(directory, 'store')]);
  return directory;
}

describe('a command in a process of its own says what it says when it is called', () => {
  it.each(calls)('midstate %j', async (words, code, stdin) => {
    const ended = [];
    for (const call of [runMidstate, callMidstate]) {
      const directory = await prepare();
      const result = await call(
        words.map((word) => word.replace('DIR', directory)),
        { stdin },
      );
      const [stdout, stderr] = [result.stdout, result.stderr].map((text) =>
        text.replaceAll(directory, 'DIR').replace(/time +.* headers\/s/, 'TIME'),
      );
      ended.push({ ...result, stdout, stderr });
    }
    expect(ended[0]).toMatchObject({ code, signal: null });
    expect(ended[1]).toEqual(ended[0]);
    expect(`${ended[0]!.stdout}${ended[0]!.stderr}`).not.toBe('');
  });
});

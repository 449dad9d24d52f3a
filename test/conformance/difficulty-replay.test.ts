/** `midstate difficulty next --all` on real headers: the bits that stand there are those that were asked for. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { difficultyNextCommand } from '../../src/cli/commands/difficulty-next.ts';
import { callCommand } from '../integration/command-call.ts';

const DIRECTORY = new URL('../../../shared/data/headers/', import.meta.url);

const lastLine = async (...args: string[]): Promise<string> => {
  const { code, stdout } = await callCommand(difficultyNextCommand, [...args, '--all']);
  expect(code).toBe(0);
  return stdout.trim().split('\n').at(-1)!;
};
const path = (file: string): string => new URL(file, DIRECTORY).pathname;

describe.skipIf(!existsSync(DIRECTORY))('the replay of a real chain', () => {
  test.each([
    ['mainnet', 'mainnet-0-49999.bin', '49,999'],
    ['testnet3', 'testnet3-0-9999.bin', '9,999'],
    ['signet', 'signet-0-2015.bin', '2,015'],
  ])('of %s finds the bits as required at every height', async (network, file, headers) => {
    expect(await lastLine(path(file), '--network', network)).toBe(
      `bitcoin-2016: ${headers} headers, ${headers} as required, 0 different`,
    );
  });

  test('by another algorithm finds where the two part', async () => {
    // mainnet's first change of difficulty is at height 32,256, and each of the nine periods up to 48,384 brought one
    expect(await lastLine(path('mainnet-0-49999.bin'), '--algorithm', 'none')).toBe(
      'none: 49,999 headers, 49,990 as required, 9 different, the first at height 32256',
    );
  });
});

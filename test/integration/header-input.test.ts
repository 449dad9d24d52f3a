import { execFileSync } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHeaders } from '../../src/cli/header-input.ts';
import { temporaryDirectory } from './midstate-command.ts';

// Bitcoin's genesis block
const GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c';

async function readAll(file: string): Promise<string> {
  const items: Uint8Array[] = [];
  for await (const headers of readHeaders(file)) items.push(headers);
  return Buffer.concat(items).toString('hex');
}

function read(content: Uint8Array | string): Promise<string> {
  const file = join(temporaryDirectory(), 'headers');
  writeFileSync(file, content);
  return readAll(file);
}

describe('headers from a file', () => {
  it.each([
    ['a byte order mark', `\u{feff}${GENESIS}\n`],
    ['blank lines, spaces and tabs around', `\n \n\t${GENESIS} \r\n\f\n`],
    ['more blank lines than a block of the file', `${'\n'.repeat(200_000)}${GENESIS}\n${' '.repeat(200_000)}`],
  ])('are read past %s', async (_, content) => {
    expect(await read(content)).toBe(GENESIS);
  });

  it.each([
    ['a typo in the first line', GENESIS.replace('0100', '01o0'), /line 1: .*, got "01o0/],
    ['a typo far in a line', GENESIS.replace(/7c$/, 'xc'), /line 1: .*, got "x" after 158 of them/],
    ['a prefix', `0x${GENESIS}`, /line 1: .*, got "0x0100/],
    ['a comment', `\n# heights from 0 on, höhen ab 0\n${GENESIS}`, /line 2: .*, got "# heights from 0 on, höhen ab 0"/],
    ['JSON', `{"header":"${GENESIS}"}\n`, /line 1: .*, got "{\\"header\\":\\"0100/],
    ['a short text', 'hello', /line 1: .*, got "hello"/],
    ['a line too long', `${GENESIS}00`, /line 1: .*, got 162/],
    ['a byte order mark alone', '\u{feff}', /expected headers, got none/],
  ])('are refused as text for %s, with the line and what came', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('are taken as raw bytes, whatever they begin with', async () => {
    const raw = Buffer.from(GENESIS, 'hex');
    expect(await read(raw)).toBe(GENESIS);
    raw.set([0xef, 0xbb, 0xbf]); // a version that looks like a byte order mark
    expect(await read(raw)).toBe(raw.toString('hex'));
  });

  it.skipIf(process.platform === 'win32')('come from a named pipe whose writer is late', async () => {
    const pipe = join(temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const headers = readAll(pipe);
    setTimeout(() => createWriteStream(pipe).end(Buffer.from(GENESIS, 'hex')), 100);
    expect(await headers).toBe(GENESIS);
  });
});

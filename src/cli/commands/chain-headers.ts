/** `midstate chain headers`: the headers of the chain in a data directory, lowest first. */
import { createEngine } from '../../engine/index.ts';
import { bytesToHex, HEADER_SIZE_BYTES, hashToDisplayHex } from '../../primitives/index.ts';
import { DATA_OPTION, openExistingStore, STORED_NETWORK_OPTION } from '../chain-store.ts';
import { UsageError, type Command, type CommandInput } from '../command.ts';
import { hexLines, writeToOutput } from '../header-output.ts';
import { FROM_OPTION, heightRange, TO_OPTION } from '../height-range.ts';

export const chainHeadersCommand: Command = {
  name: 'chain headers',
  summary: 'the headers of the best chain, 160 hexadecimal digits a line',
  details:
    'The lines can be checked by `midstate verify headers -`. The chain is read as it is stored, without a check.',
  options: {
    data: DATA_OPTION,
    network: STORED_NETWORK_OPTION,
    from: FROM_OPTION,
    to: TO_OPTION,
    raw: { type: 'boolean', help: '80 bytes a header, and nothing between them' },
    json: { type: 'boolean', help: 'one JSON object a line: height, hash, header' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const { raw, json } = input.flags;
  if (raw === true && json === true) throw new UsageError('chain headers: expected --raw or --json, got both');
  await using opened = await openExistingStore(input);
  const { from, to } = await heightRange(input, opened.store);
  const headers = opened.store.headers(from, to);
  if (raw === true) await writeToOutput(headers, input.signal);
  else await writeToOutput(json === true ? jsonLines(headers, from) : hexLines(headers), input.signal);
  return 0;
}

async function* jsonLines(source: AsyncIterable<Uint8Array>, from: number): AsyncGenerator<string> {
  using engine = await createEngine();
  let height = from;
  for await (const headers of source) {
    const hashes = engine.sha256dHeaders(headers);
    let lines = '';
    for (let i = 0; i < headers.length / HEADER_SIZE_BYTES; i++) {
      const hash = hashToDisplayHex(hashes.subarray(32 * i, 32 * i + 32));
      const header = bytesToHex(headers.subarray(HEADER_SIZE_BYTES * i, HEADER_SIZE_BYTES * (i + 1)));
      lines += `${JSON.stringify({ height: height++, hash, header })}\n`;
    }
    yield lines;
  }
}

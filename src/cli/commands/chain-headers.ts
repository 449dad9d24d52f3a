/** `midstate chain headers`: the headers of the devnet in a data directory, lowest first. */
import { bytesToHex, HEADER_SIZE_BYTES, hashToDisplayHex, headerHash } from '../../primitives/index.ts';
import { type Command, type CommandInput } from '../command.ts';
import { DATA_OPTION, openExistingDevnetStore } from '../devnet-store.ts';

export const chainHeadersCommand: Command = {
  name: 'chain headers',
  summary: "the mined chain's headers, 160 hexadecimal digits a line",
  details: 'The lines can be checked by `midstate verify headers - --network devnet` when the interval is the default.',
  options: { data: DATA_OPTION, json: { type: 'boolean', help: 'one JSON object a line: height, hash, header' } },
  run,
};

async function run(input: CommandInput): Promise<number> {
  await using opened = await openExistingDevnetStore(input);
  let height = 0;
  for await (const headers of opened.store.headers()) {
    for (let at = 0; at < headers.length; at += HEADER_SIZE_BYTES) {
      input.signal.throwIfAborted();
      const header = headers.subarray(at, at + HEADER_SIZE_BYTES);
      if (input.flags['json'] === true) {
        input.output.json({ height, hash: hashToDisplayHex(headerHash(header)), header: bytesToHex(header) });
      } else {
        input.output.line(bytesToHex(header));
      }
      height++;
    }
  }
  return 0;
}

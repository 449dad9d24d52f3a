/** `midstate chain check`: whether a stored chain is whole. */
import { shellWord } from '../../errors.ts';
import { inspectChain } from '../chain-inspection.ts';
import { DATA_OPTION, existingDirectory, STORED_NETWORK_OPTION } from '../chain-store.ts';
import { alignColumns, type Command, type CommandInput } from '../command.ts';
import { formatCount, formatQuantity } from '../format.ts';

export const chainCheckCommand: Command = {
  name: 'chain check',
  summary: 'check everything in a data directory',
  details: [
    'Reads every checksum, judges every header by the rules again, and compares the transactions of every block that has',
    'some with its header. Changes nothing. Exit code 0: whole, 1: damaged.',
  ].join('\n'),
  options: {
    data: DATA_OPTION,
    network: STORED_NETWORK_OPTION,
    json: { type: 'boolean', help: 'one JSON object' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const path = existingDirectory(input);
  const { output } = input;
  const found = await inspectChain(path, input).finally(() => output.endStatus());
  const json = input.flags['json'] === true;
  if (!found.intact) {
    const rebuild = `midstate chain rebuild --data ${shellWord(path)}`;
    if (json)
      output.json({ intact: false, data: path, problem: found.problem, readable: found.readable ?? null, rebuild });
    else {
      output.line(`${output.styled('red', 'damaged')}: ${found.problem}`);
      const { readable } = found;
      const rows = {
        data: path,
        'can be kept': readable === undefined ? 'nothing' : `heights ${readable.lowest} to ${readable.tip}`,
        [readable === undefined ? 'to begin anew' : 'to keep it']: rebuild,
      };
      for (const line of alignColumns(Object.entries(rows))) output.line(line);
    }
    return 1;
  }
  const { network, heights, tipHash, branchHeaders, bodies } = found;
  const headers = heights.tip - heights.lowest + 1;
  if (json) {
    const tip = { height: heights.tip, hash: tipHash };
    output.json({ intact: true, data: path, network, lowest: heights.lowest, tip, headers, branchHeaders, bodies });
    return 0;
  }
  output.line(`${output.styled('green', 'whole')}: ${formatQuantity(headers, 'header')} of ${network}`);
  const rows = {
    data: path,
    heights: `${heights.lowest} to ${heights.tip}`,
    tip: tipHash,
    beside: `${formatQuantity(branchHeaders, 'header')} of branches`,
    transactions: bodies === 0 ? 'none stored' : `of ${formatCount(bodies)} blocks`,
  };
  for (const line of alignColumns(Object.entries(rows))) output.line(line);
  return 0;
}

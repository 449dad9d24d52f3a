/** `midstate chain export`: the headers of a stored chain, to a file. */
import { DATA_OPTION, openExistingStore, STORED_NETWORK_OPTION } from '../chain-store.ts';
import { alignColumns, UsageError, type Command, type CommandInput } from '../command.ts';
import { formatQuantity } from '../format.ts';
import { hexLines, writeFile, writeToOutput } from '../header-output.ts';
import { FROM_OPTION, heightRange, TO_OPTION } from '../height-range.ts';

export const chainExportCommand: Command = {
  name: 'chain export',
  words: ['FILE|-'],
  summary: 'write the headers of the best chain to a file',
  details: [
    '80 bytes a header, lowest first; - is standard output. `midstate chain import` makes the same chain of them, and so do',
    'other tools. The chain is read as it is stored, without a check of its rules. FILE is replaced when all is written.',
  ].join('\n'),
  options: {
    data: DATA_OPTION,
    network: STORED_NETWORK_OPTION,
    from: FROM_OPTION,
    to: TO_OPTION,
    hex: { type: 'boolean', help: '160 hexadecimal digits a line instead of bytes' },
    json: { type: 'boolean', help: 'one JSON object when FILE is written' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const [file = ''] = input.words;
  const json = input.flags['json'] === true;
  if (file === '') throw new UsageError('chain export: expected FILE or -, got an empty text');
  if (file === '-' && json)
    throw new UsageError('chain export: --json goes with a FILE: standard output has the headers');
  await using opened = await openExistingStore(input);
  const { store, params } = opened;
  const { from, to } = await heightRange(input, store);
  const headers = store.headers(from, to);
  const encoded = input.flags['hex'] === true ? hexLines(headers) : headers;
  if (file === '-') {
    await writeToOutput(encoded, input.signal);
    return 0;
  }
  await writeFile(file, encoded, input.signal);
  const count = to - from + 1;
  if (json) input.output.json({ network: params.name, data: store.location, file, headers: count, from, to });
  else {
    input.output.line(`${formatQuantity(count, 'header')} of ${params.name} in ${file}`);
    for (const line of alignColumns([['heights', `${from} to ${to}`]])) input.output.line(line);
  }
  return 0;
}

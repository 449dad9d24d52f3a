/** `midstate chain info`: where the chain in a data directory stands. */
import { DATA_OPTION, openExistingChain, rootOf, STORED_NETWORK_OPTION } from '../chain-store.ts';
import { alignColumns, type Command, type CommandInput } from '../command.ts';
import { formatBits, formatCount, formatQuantity, formatSeconds } from '../format.ts';

/** Blocks over which the mean interval is taken. */
const INTERVAL_WINDOW = 100;

export const chainInfoCommand: Command = {
  name: 'chain info',
  summary: "a stored chain's height, tip, work and block interval",
  details: 'Every stored header is checked on the way.',
  options: {
    data: DATA_OPTION,
    network: STORED_NETWORK_OPTION,
    json: { type: 'boolean', help: 'one JSON object' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  await using opened = await openExistingChain(input);
  const { store, params, chain } = opened;
  const { tip } = chain;
  const root = rootOf(chain);
  // from height 1: the genesis is older than the chain
  const first = chain.entryAt(Math.max(1, root.height, tip.height - INTERVAL_WINDOW));
  const span = first === undefined ? 0 : tip.height - first.height;
  const info = {
    network: params.name,
    data: store.location,
    height: tip.height,
    lowest: root.height,
    tip: { height: tip.height, hash: tip.hashHex },
    time: tip.time,
    bits: formatBits(tip.bits),
    chainWork: tip.chainWork,
    branches: chain.tips().length - 1,
    targetSpacing: params.targetSpacing,
    meanSpacing: first === undefined || span === 0 ? null : (tip.time - first.time) / span,
  };
  const { output } = input;
  if (input.flags['json'] === true) {
    output.json(info);
    return 0;
  }
  output.line(`${info.network} in ${info.data}`);
  const mean =
    info.meanSpacing === null
      ? 'too few blocks to tell'
      : `${formatSeconds(info.meanSpacing)} over the last ${formatQuantity(span, 'block')}`;
  const rows = {
    height: String(info.height),
    ...(root.height > 0 && { anchor: `height ${root.height} ${root.hashHex}` }),
    tip: tip.hashHex,
    'tip time': new Date(tip.time * 1000).toISOString(),
    bits: info.bits,
    'chain work': `0x${info.chainWork.toString(16)}${root.height > 0 ? ' since the anchor' : ''}`,
    ...(info.branches > 0 && { branches: `${formatCount(info.branches)} beside the best chain` }),
    interval: `${mean}, aimed at ${info.targetSpacing} s`,
  };
  for (const line of alignColumns(Object.entries(rows))) output.line(line);
  return 0;
}

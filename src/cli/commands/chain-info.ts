/** `midstate chain info`: where the devnet in a data directory stands. */
import { createEngine } from '../../engine/index.ts';
import { openDevnet } from '../../devnet/index.ts';
import { alignColumns, type Command, type CommandInput } from '../command.ts';
import { DATA_OPTION, openExistingDevnetStore } from '../devnet-store.ts';
import { formatBits, formatQuantity, formatSeconds } from '../format.ts';

/** Blocks over which the mean interval is taken. */
const INTERVAL_WINDOW = 100;

export const chainInfoCommand: Command = {
  name: 'chain info',
  summary: "the mined chain's height, tip, work and block interval",
  details: 'Every stored header is checked on the way.',
  options: { data: DATA_OPTION, json: { type: 'boolean', help: 'one JSON object' } },
  run,
};

async function run(input: CommandInput): Promise<number> {
  await using opened = await openExistingDevnetStore(input);
  using engine = await createEngine();
  const { store, params } = opened;
  const { chain } = await openDevnet({ store, params, hasher: engine, signal: input.signal });
  const { tip } = chain;
  // from height 1: the genesis is older than the chain
  const first = chain.entryAt(Math.max(1, tip.height - INTERVAL_WINDOW));
  const span = first === undefined ? 0 : tip.height - first.height;
  const info = {
    network: params.name,
    data: store.location,
    height: tip.height,
    tip: { height: tip.height, hash: tip.hashHex },
    time: tip.time,
    bits: formatBits(tip.bits),
    chainWork: tip.chainWork,
    targetSpacing: params.targetSpacing,
    meanSpacing: first === undefined || span === 0 ? null : (tip.time - first.time) / span,
  };
  const { output } = input;
  if (input.flags['json'] === true) output.json(info);
  else {
    output.line(`${info.network} in ${info.data}`);
    const mean =
      info.meanSpacing === null
        ? 'too few blocks to tell'
        : `${formatSeconds(info.meanSpacing)} over the last ${formatQuantity(span, 'block')}`;
    const rows = {
      height: String(info.height),
      tip: tip.hashHex,
      'tip time': new Date(tip.time * 1000).toISOString(),
      bits: info.bits,
      'chain work': `0x${info.chainWork.toString(16)}`,
      interval: `${mean}, aimed at ${info.targetSpacing} s`,
    };
    for (const line of alignColumns(Object.entries(rows))) output.line(line);
  }
  return 0;
}

/** `midstate chain tips`: the ends of all branches of a stored chain. */
import type { ChainEntry, ReadonlyChain } from '../../chain/index.ts';
import { DATA_OPTION, openExistingChain, STORED_NETWORK_OPTION } from '../chain-store.ts';
import type { Command, CommandInput } from '../command.ts';
import { formatCount, formatQuantity } from '../format.ts';

export const chainTipsCommand: Command = {
  name: 'chain tips',
  summary: 'the best chain and the branches beside it, most work first',
  details: [
    'Of a branch it is told how many headers it has above the best chain, and where it leaves that. As in Bitcoin Core',
    'a tip is `active` or `headers-only`: all headers are checked, and of blocks beside the best chain no more is stored.',
  ].join('\n'),
  options: {
    data: DATA_OPTION,
    network: STORED_NETWORK_OPTION,
    json: {
      type: 'boolean',
      help: 'one JSON object a line: height, hash, branchLength, forkHeight, status, chainWork',
    },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  await using opened = await openExistingChain(input);
  const { chain } = opened;
  const { output } = input;
  const widest = String(chain.tip.height).length;
  for (const tip of chain.tips()) {
    const forkHeight = forkHeightOf(tip, chain);
    const branchLength = tip.height - forkHeight;
    const status = branchLength === 0 ? 'active' : 'headers-only';
    const { height, hashHex, chainWork } = tip;
    if (input.flags['json'] === true) {
      output.json({ height, hash: hashHex, branchLength, forkHeight, status, chainWork });
    } else {
      const branch =
        branchLength === 0
          ? output.styled('green', status)
          : `${status}, ${formatQuantity(branchLength, 'header')} above height ${formatCount(forkHeight)}`;
      output.line(`${String(height).padStart(widest)} ${hashHex} ${branch}`);
    }
  }
  return 0;
}

/** The highest height that a branch shares with the best chain. */
function forkHeightOf(tip: ChainEntry, chain: ReadonlyChain): number {
  let entry = tip;
  while (chain.entryAt(entry.height)?.hashHex !== entry.hashHex) entry = entry.parent!;
  return entry.height;
}

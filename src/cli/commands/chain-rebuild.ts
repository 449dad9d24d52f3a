/** `midstate chain rebuild`: makes a damaged chain anew from what can still be read of it. */
import { storeNetwork, type StoredHeights } from '../../chain/index.ts';
import { rebuildLevelStore, type LevelRebuild } from '../../store/level-store.ts';
import { inspectChain, type DamagedChain } from '../chain-inspection.ts';
import { DATA_OPTION, existingDirectory, openStoreIn, sayWhoLocks, STORED_NETWORK_OPTION } from '../chain-store.ts';
import { alignColumns, UsageError, type Command, type CommandInput } from '../command.ts';
import { formatCount, formatPercent, formatQuantity } from '../format.ts';
import { networkFlag } from '../network-option.ts';

export const chainRebuildCommand: Command = {
  name: 'chain rebuild',
  summary: 'make a damaged chain anew from what is left of it',
  details: [
    'Keeps what can be read from the lowest height on and passes the rules of the network, and the branches beside it. The',
    'old store is kept under another name, so nothing is lost by it. What is missing can be imported or mined again.',
    'Exit code 0: rebuilt, 2: nothing is wrong.',
  ].join('\n'),
  options: {
    data: DATA_OPTION,
    network: { ...STORED_NETWORK_OPTION, help: `${STORED_NETWORK_OPTION.help}; needed where that cannot be read` },
    force: { type: 'boolean', help: 'also when nothing is wrong' },
    json: { type: 'boolean', help: 'one JSON object' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const path = existingDirectory(input);
  const { output } = input;
  try {
    const found = await inspectChain(path, input);
    if (found.intact && input.flags['force'] !== true)
      throw new UsageError(
        `chain rebuild: nothing is wrong with the chain in ${path}, heights ${found.heights.lowest} to ${found.heights.tip}; --force rebuilds it all the same`,
      );
    const rebuilt = await rebuild(path, input);
    const { heights, dropped } = await dropWhatBreaksARule(path, rebuilt, input);
    output.endStatus();
    const lowestLost = heights === undefined ? 0 : heights.tip + 1;
    const lastKnown = Math.max(rebuilt.lostUpTo ?? -1, rebuilt.kept?.tip ?? -1);
    const report = {
      data: path,
      problem: found.intact ? null : found.problem,
      kept: heights ?? null,
      lost: lastKnown >= lowestLost ? { lowest: lowestLost, tip: lastKnown } : null,
      dropped: dropped?.problem ?? null,
      backup: rebuilt.backup,
    };
    if (input.flags['json'] === true) output.json(report);
    else tell(report, input);
    return 0;
  } finally {
    output.endStatus();
  }
}

async function rebuild(path: string, input: CommandInput): Promise<LevelRebuild> {
  const params = networkFlag(input);
  // a devnet has the interval that it was begun with, which only the store can say
  const named = params !== undefined && params.name !== 'devnet' ? { network: storeNetwork(params) } : {};
  return rebuildLevelStore(path, {
    ...named,
    signal: input.signal,
    onProgress: ({ height, tip }) => input.output.status(`copying: ${formatPercent(height / Math.max(tip, 1))}`),
  }).catch((error: unknown) => {
    throw sayWhoLocks(error);
  });
}

/** Takes away what is above the first header or block that is not valid. The heights that are left, and why. */
async function dropWhatBreaksARule(
  path: string,
  { kept }: LevelRebuild,
  input: CommandInput,
): Promise<{ readonly heights: StoredHeights | undefined; readonly dropped: DamagedChain | undefined }> {
  let dropped: DamagedChain | undefined;
  // an empty store is left so: whether it began at genesis is not known
  if (kept === undefined) return { heights: undefined, dropped };
  for (;;) {
    const found = await inspectChain(path, input);
    if (found.intact) return { heights: found.heights, dropped };
    dropped ??= found;
    await using opened = await openStoreIn(path, networkFlag(input));
    await opened.store.rollback(found.readable?.tip ?? -1);
    if (found.readable === undefined) return { heights: undefined, dropped };
  }
}

interface RebuildReport {
  readonly data: string;
  /** What was wrong; null where nothing was. */
  readonly problem: string | null;
  readonly kept: StoredHeights | null;
  readonly lost: StoredHeights | null;
  readonly dropped: string | null;
  readonly backup: string;
}

function tell({ data, problem, kept, lost, dropped, backup }: RebuildReport, { output }: CommandInput): void {
  const headers = kept === null ? 0 : kept.tip - kept.lowest + 1;
  output.line(`${output.styled('green', 'rebuilt')}: ${formatQuantity(headers, 'header')} in ${data}`);
  const span = ({ lowest, tip }: StoredHeights): string => `heights ${lowest} to ${tip}`;
  const rows = {
    kept: kept === null ? 'nothing' : span(kept),
    lost: lost === null ? 'nothing that is known of' : `${span(lost)}, ${formatCount(lost.tip - lost.lowest + 1)}`,
    ...(dropped !== null && { because: dropped }),
    [problem === null ? 'old store' : 'damaged store']: backup,
  };
  for (const line of alignColumns(Object.entries(rows))) output.line(line);
}

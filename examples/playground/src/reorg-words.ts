/** What happened on two racing branches, in words: who is ahead, and what a reorganisation took back. */
import type { Reorg } from 'midstate/chain';
import { formatCount, formatQuantity } from './figures.ts';
import type { MinedBlock, RaceBranch, TwoBranches } from './two-branches.ts';

/** Who is ahead and why: for the line that is always there. */
export function describeRace([a, b]: readonly [RaceBranch, RaceBranch]): string {
  const active = [a, b].find((branch) => branch.isActive);
  if (active === undefined) return 'Active branch: none yet. Both begin at block 0.';
  const other = active === a ? b : a;
  const standing = `Active branch: ${active.name} with work ${formatCount(active.chainWork)} in ${blocks(active)}.`;
  if (other.blocks.length === 0) return `${standing} ${other.name} has no block yet.`;
  const facts = `${other.name} has work ${formatCount(other.chainWork)} in ${blocks(other)}`;
  if (other.chainWork === active.chainWork) return `${standing} ${facts}: as much, but ${active.name} was seen first.`;
  if (other.blocks.length > active.blocks.length)
    return `${standing} ${facts}: more blocks, but less work, and work decides.`;
  return `${standing} ${facts}.`;
}

/** What a mined block did. */
export function describeMinedBlock({ block, result }: MinedBlock, race: TwoBranches): string {
  const mined = `${block.name} is mined (${block.weight}, work ${formatCount(block.work)}).`;
  const { reorg } = result;
  if (reorg !== undefined) return `${mined} ${describeReorg(reorg, race)}`;
  if (result.connected.length > 0) return `${mined} It connects to the active branch.`;
  const [a, b] = race.branches;
  if (a.chainWork === b.chainWork)
    return `${mined} Both branches have the same work now: the first seen stays, no reorganisation.`;
  return `${mined} It waits beside the active branch: its chain has less work.`;
}

/** What left the active chain and what joined it. */
function describeReorg({ forkPoint, disconnected, connected }: Reorg, race: TwoBranches): string {
  const list = (entries: Reorg['connected']): string => entries.map((entry) => race.nameOf(entry)).join(', ');
  return (
    `Reorganisation: back to the fork point, block ${race.nameOf(forkPoint)}; disconnected ${list(disconnected)}; ` +
    `connected ${list(connected)}.`
  );
}

function blocks(branch: RaceBranch): string {
  return formatQuantity(branch.blocks.length, 'block');
}

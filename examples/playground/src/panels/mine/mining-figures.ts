/** The figures beside the charts: what is searched, how long it should take, what was done so far. */
import { expectedSeconds } from 'midstate/miner';
import { element, setText } from '../../element.ts';
import { formatCount } from '../../figures.ts';
import { formatRate, formatSeconds, formatUint256, threeDigits } from '../../format.ts';
import type { MiningSession } from '../../mining/mining-session.ts';

/** The list of figures. */
export interface MiningFigures {
  readonly list: HTMLDListElement;
  update(session: MiningSession): void;
}

/** Bitcoin's easiest target, which difficulty is counted from (bits 1d00ffff). */
const DIFFICULTY_ONE = 0xffffn << 208n;

const NAMES = {
  next: 'Next block',
  mean: 'Expected time',
  p50: 'p50, half are found by',
  p95: 'p95, 19 of 20 by',
  hashes: 'Expected hashes',
  difficulty: 'Difficulty',
  threads: 'Rate of each thread',
  blocks: 'Blocks found',
  attempts: 'Hashes so far',
  target: 'Target: the hash must not be above',
} as const;

type FigureName = keyof typeof NAMES;

const UNKNOWN = '–';

export function createMiningFigures(): MiningFigures {
  const values = new Map<FigureName, HTMLElement>();
  const list = element('dl', { class: 'figures' });
  for (const [name, term] of Object.entries(NAMES) as [FigureName, string][]) {
    const value = element('dd', {}, UNKNOWN);
    values.set(name, value);
    list.append(element('div', { class: `figure-${name}` }, [element('dt', {}, term), value]));
  }
  return {
    list,
    update(session) {
      for (const [name, text] of Object.entries(figuresOf(session)) as [FigureName, string][])
        setText(values.get(name)!, text);
    },
  };
}

function figuresOf({ nextBlock, progress, foundCount, attempts }: MiningSession): Record<FigureName, string> {
  const rate = progress?.hashRate10s ?? 0;
  const known = nextBlock !== undefined && rate > 0;
  const times = known ? expectedSeconds(nextBlock.target, rate) : undefined;
  const hashes = nextBlock && 2 ** 256 / (Number(nextBlock.target) + 1);
  return {
    next: nextBlock ? formatCount(nextBlock.height) : UNKNOWN,
    mean: known ? formatSeconds(hashes! / rate) : UNKNOWN,
    p50: times ? formatSeconds(times.p50) : UNKNOWN,
    p95: times ? formatSeconds(times.p95) : UNKNOWN,
    hashes: hashes ? formatCount(Math.round(hashes)) : UNKNOWN,
    difficulty: nextBlock ? threeDigits(Number(DIFFICULTY_ONE) / Number(nextBlock.target)) : UNKNOWN,
    threads: progress && rate > 0 ? progress.perThread.map(formatRate).join(', ') : UNKNOWN,
    blocks: formatCount(foundCount),
    attempts: formatCount(attempts),
    target: nextBlock ? formatUint256(nextBlock.target) : UNKNOWN,
  };
}

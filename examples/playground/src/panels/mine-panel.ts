/** The panel "Mine": a private chain, mined in this page. It wires the session to what is seen; nothing starts by itself. */
import { createBlockTimeHistogram } from '../charts/block-time-histogram.ts';
import { createHashRateChart } from '../charts/hash-rate-chart.ts';
import { element, setText } from '../element.ts';
import { HashRateHistory } from '../mining/hash-rate-history.ts';
import { blockTimes } from '../mining/mined-chain.ts';
import type { PlaygroundSession } from '../mining/playground-session.ts';
import { describeStatus } from '../mining/mining-status.ts';
import { createChainView } from './mine/chain-view.ts';
import { createMiningControls } from './mine/mining-controls.ts';
import { createMiningFigures } from './mine/mining-figures.ts';
import { createRateTable } from './mine/rate-table.ts';
import { createStorageView } from './mine/storage-view.ts';
import { createWarningList } from './mine/warning-list.ts';

/** What the panel works with. */
export interface MinePanelOptions {
  readonly playground: PlaygroundSession;
  /** A clock in milliseconds that does not step back. */
  readonly nowMs: () => number;
  /** Bound of the number of threads. */
  readonly maxThreads: number;
}

/** The charts and figures are brought up to date so often. */
const UPDATE_MS = 1000;
/** The status line is read aloud: the count in it changes with the first block, and then so often at most. */
const ANNOUNCE_MS = 5000;

export function mountMinePanel(section: HTMLElement, options: MinePanelOptions): void {
  const { playground, nowMs, maxThreads } = options;
  const { session } = playground;
  const history = new HashRateHistory();
  const controls = createMiningControls(playground, maxThreads);
  const status = element('p', { role: 'status', class: 'status' }, 'Not mining.');
  const storage = createStorageView();
  const warnings = createWarningList();
  const rateChart = createHashRateChart();
  const timeChart = createBlockTimeHistogram();
  const figures = createMiningFigures();
  const rates = createRateTable();
  const chain = createChainView();

  section.append(
    element('p', { class: 'lead' }, INTRODUCTION),
    controls.bar,
    status,
    warnings.list,
    element('div', { class: 'mine-columns' }, [
      rateChart.figure,
      // on a phone the blocks come before the long explanations
      element('div', { class: 'mine-chain' }, [element('h3', {}, 'The chain'), storage.view, chain.list]),
      element('div', {}, [timeChart.figure, figures.list, rates.table]),
    ]),
    controls.dialog,
  );

  function showStatus(): void {
    const { state, nextBlock, foundCount, settings, problem, miner } = session;
    const threads = state === 'mining' && miner ? miner.threads : settings.threads;
    setText(status, describeStatus({ state, nextHeight: nextBlock?.height, foundCount, threads, miner, problem }));
    controls.update();
  }

  function showFigures(): void {
    // a rate of nothing would be drawn for the time that the page was hidden
    const isSearching = session.state === 'mining' && session.miner?.isPaused === false;
    history.sample(nowMs(), isSearching ? session.attempts : undefined);
    rateChart.draw(history, nowMs());
    figures.update(session);
    rates.update(session.rates.rates());
  }

  let marked: string | undefined;
  function markSettings(): void {
    const { state, miner } = session;
    if (state !== 'mining' || miner === undefined) return;
    const label = `${miner.backend} × ${miner.threads}`;
    if (label !== marked) history.mark(nowMs(), label);
    marked = label;
  }

  session.subscribe((event) => {
    switch (event.type) {
      case 'changed':
        if (session.state === 'starting') warnings.clear();
        markSettings();
        showStatus();
        if (session.state === 'idle') showFigures();
        break;
      case 'chain':
        chain.replace(event.blocks);
        timeChart.draw(blockTimes(session.found));
        void storage.show(playground.storage()!);
        figures.update(session);
        break;
      case 'found':
        chain.add(event.block);
        break;
      case 'warning':
        warnings.add(event.warning);
        break;
    }
  });

  let drawnBlocks = 0;
  let announced = { blocks: 0, atMs: -Infinity };
  function announceBlocks(): void {
    const blocks = session.foundCount;
    if (blocks === announced.blocks || (announced.blocks > 0 && nowMs() - announced.atMs < ANNOUNCE_MS)) return;
    announced = { blocks, atMs: nowMs() };
    showStatus();
  }
  setInterval(() => {
    if (session.state === 'idle' && history.points.length === 0) return;
    showFigures();
    if (session.foundCount !== drawnBlocks) timeChart.draw(blockTimes(session.found));
    drawnBlocks = session.foundCount;
    announceBlocks();
  }, UPDATE_MS);

  showFigures();
  timeChart.draw(blockTimes([]));
  showStatus();
}

const INTRODUCTION =
  'A private chain of real blocks. Workers try nonces until the hash of a block header is at or below the target; the chain ' +
  'checks every rule before it takes the block, and sets the next target so that a block takes about five seconds. ' +
  'It rests while this page is hidden. ' +
  'Change the backend or the threads while it runs, and see the rate follow.';

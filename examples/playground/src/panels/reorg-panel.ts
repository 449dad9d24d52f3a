/** The panel "Reorganise": two branches that race, and the chain that says which of them is active. */
import { branchSvg } from '../branch-svg.ts';
import { element, labelled, setText } from '../element.ts';
import { pageEngine } from '../page-engine.ts';
import { describeMinedBlock, describeRace } from '../reorg-words.ts';
import { MAX_BLOCKS, TwoBranches, type BlockWeight, type BranchName } from '../two-branches.ts';

/** So many events are kept on the page. */
const MOST_EVENTS = 20;

export function mountReorgPanel(section: HTMLElement): void {
  let race: TwoBranches | undefined;
  const weight = element('select', {}, [
    element('option', { value: 'heavy' }, 'heavy: work 8'),
    element('option', { value: 'light' }, 'light: work 2, twenty minutes late'),
  ]);
  const status = element('p', { class: 'status', role: 'status' });
  const figure = element('figure', { class: 'branches' });
  const events = element('ol', { class: 'events', 'aria-label': 'Newest first' });

  async function currentRace(): Promise<TwoBranches> {
    const engine = await pageEngine();
    return (race ??= new TwoBranches(engine));
  }

  function draw(current: TwoBranches): void {
    if (figure.clientWidth > 0)
      figure.replaceChildren(branchSvg(current.genesis, current.branches, figure.clientWidth));
    for (const { name, blocks } of current.branches) {
      const isFull = blocks.length >= MAX_BLOCKS;
      buttons[name].disabled = isFull;
      if (isFull) buttons[name].title = `${MAX_BLOCKS} blocks are as many as are drawn: reset.`;
    }
    setText(status, describeRace(current.branches));
  }

  async function mine(branch: BranchName): Promise<void> {
    const current = await currentRace();
    const mined = current.mine(branch, weight.value as BlockWeight);
    const isReorg = mined.result.reorg !== undefined;
    events.prepend(element('li', { class: isReorg ? 'is-reorg' : false }, describeMinedBlock(mined, current)));
    while (events.children.length > MOST_EVENTS) events.lastElementChild!.remove();
    draw(current);
  }

  async function reset(): Promise<void> {
    race = undefined;
    events.replaceChildren();
    for (const button of Object.values(buttons)) button.removeAttribute('title');
    draw(await currentRace());
  }

  const mineButton = (branch: BranchName): HTMLButtonElement =>
    element('button', { type: 'button', class: 'primary', onclick: () => void mine(branch) }, `Mine on ${branch}`);
  const buttons: Record<BranchName, HTMLButtonElement> = { A: mineButton('A'), B: mineButton('B') };

  section.append(
    element(
      'p',
      { class: 'lead' },
      'Two branches on one block, really mined and judged in this page. The chain follows the branch with the most ' +
        'work; of two with the same, the one that it saw first.',
    ),
    element('div', { class: 'controls' }, [
      labelled('Next block', weight),
      buttons.A,
      buttons.B,
      element('button', { type: 'button', onclick: () => void reset() }, 'Reset'),
    ]),
    status,
    figure,
    // a live region of its own: a reorganisation is told when it happens
    element('div', { role: 'log', 'aria-label': 'Events' }, [events]),
  );
  new ResizeObserver(() => race && draw(race)).observe(figure);
  // the first look: an engine for what nobody looks at would only slow the page down
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    void currentRace().then(draw);
  }).observe(section);
}

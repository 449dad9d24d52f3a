/** The newest blocks as cards, the newest first, each on top of the one that its header points to. */
import { element } from '../../element.ts';
import { formatCount, formatQuantity, formatTime } from '../../figures.ts';
import { formatSeconds, shortHash, threeDigits } from '../../format.ts';
import { SHOWN_BLOCKS, type ShownBlock } from '../../mining/mined-chain.ts';

/** The list. It never holds more than `SHOWN_BLOCKS` cards. */
export interface ChainView {
  readonly list: HTMLOListElement;
  /** Shows another chain, newest block first. */
  replace(blocks: readonly ShownBlock[]): void;
  /** Puts a block on top. Blocks that come faster than the screen is drawn are put there together. */
  add(block: ShownBlock): void;
}

export function createChainView(): ChainView {
  const list = element('ol', { class: 'blocks', 'aria-label': 'Blocks' });
  let waiting: ShownBlock[] = [];

  function showWaiting(): void {
    list.prepend(...waiting.slice(-SHOWN_BLOCKS).reverse().map(blockCard));
    waiting = [];
    while (list.children.length > SHOWN_BLOCKS) list.lastElementChild?.remove();
  }

  return {
    list,
    replace(blocks) {
      waiting = [];
      list.replaceChildren(...blocks.map(blockCard));
    },
    add(block) {
      waiting.push(block);
      // a timer: a hidden page draws no frames, and would keep them all
      if (waiting.length === 1) setTimeout(showWaiting, 50);
    },
  };
}

function blockCard(block: ShownBlock): HTMLLIElement {
  const { height, hashHex, previousHashHex, nonce } = block;
  return element('li', { class: 'block' }, [
    element('div', { class: 'block-head' }, [
      element('strong', {}, `Block ${formatCount(height)}`),
      ' ',
      element('span', {}, foundIn(block)),
    ]),
    // the zeros are what the work was for
    element('code', { class: 'hash' }, hashParts(hashHex)),
    element('dl', { class: 'block-facts' }, [
      ...fact('Nonce', formatCount(nonce)),
      ...fact(block.effort ? 'Tried' : 'Expected', attemptsOf(block)),
      ...(previousHashHex === undefined ? [] : fact('On top of', shortHash(previousHashHex), 'mono')),
    ]),
  ]);
}

function hashParts(hashHex: string): Node[] {
  const zeros = /^0*/.exec(hashHex)![0];
  return [element('span', { class: 'zeros' }, zeros), document.createTextNode(hashHex.slice(zeros.length))];
}

function fact(term: string, value: string, style?: string): HTMLElement[] {
  return [element('div', {}, [element('dt', {}, term), element('dd', { class: style }, value)])];
}

function foundIn({ height, time, effort }: ShownBlock): string {
  if (effort !== undefined) return `found in ${formatSeconds(effort.seconds)}`;
  return height === 0 ? 'genesis, the same in every devnet' : `found earlier, ${formatTime(time)}`;
}

function attemptsOf({ effort, expectedAttempts }: ShownBlock): string {
  if (effort === undefined) return `${formatCount(expectedAttempts)} hashes`;
  const times = threeDigits(effort.attempts / expectedAttempts);
  return `${formatQuantity(effort.attempts, 'hash', 'hashes')}, ${times} × expected`;
}

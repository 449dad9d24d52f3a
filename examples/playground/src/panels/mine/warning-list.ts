/** The miner's warnings, read aloud as they come; one that is told again stays where it is. */
import type { MinerWarning } from 'midstate';
import { element } from '../../element.ts';

/** The list, which is empty as long as all is well. */
export interface WarningList {
  readonly list: HTMLUListElement;
  add(warning: MinerWarning): void;
  clear(): void;
}

/** So many are shown; the oldest go. */
const SHOWN_WARNINGS = 5;

export function createWarningList(): WarningList {
  const list = element('ul', { class: 'warnings', 'aria-live': 'polite', 'aria-label': 'Warnings' });
  return {
    list,
    add({ message, advice }) {
      const text = advice === undefined ? message : `${message} ${advice}`;
      if ([...list.children].some(({ textContent }) => textContent === text)) return;
      list.append(element('li', {}, advice === undefined ? [message] : [message, ' ', element('strong', {}, advice)]));
      while (list.children.length > SHOWN_WARNINGS) list.firstElementChild?.remove();
    },
    clear: () => list.replaceChildren(),
  };
}

/** Facts by their names, one under the other. */
import { element } from './element.ts';
import { hexText } from './hex-text.ts';

/** A name and what it is. */
export type Fact = readonly [name: string, value: string];

export function factList(facts: readonly Fact[]): HTMLDListElement {
  return element('dl', { class: 'facts' }, factRows(facts));
}

/** The rows of a list that is there already. */
export function factRows(facts: readonly Fact[]): HTMLElement[] {
  return facts.map(([name, value]) => element('div', {}, [element('dt', {}, name), element('dd', {}, hexText(value))]));
}

/** Facts by their names, one under the other. */
import { element } from './element.ts';

/** A name and what it is. */
export type Fact = readonly [name: string, value: string];

/** A hash or a target, whose digits are compared by eye. */
const LONG_HEX = /^[0-9a-f]{64}$/;

export function factList(facts: readonly Fact[]): HTMLDListElement {
  return element('dl', { class: 'facts' }, factRows(facts));
}

/** The rows of a list that is there already. */
export function factRows(facts: readonly Fact[]): HTMLElement[] {
  return facts.map(([name, value]) => {
    const shown = LONG_HEX.test(value) ? element('code', {}, value) : value;
    return element('div', {}, [element('dt', {}, name), element('dd', {}, [shown])]);
  });
}

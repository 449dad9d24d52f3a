/** Text of the page in which hashes and targets stand in letters of one width: their digits are compared by eye. */
import { element, type Child } from './element.ts';

const LONG_HEX = /([0-9a-f]{64})/;

export function hexText(text: string): Child[] {
  // every other part is what the group caught
  return text.split(LONG_HEX).map((part, i) => (i % 2 === 0 ? part : element('span', { class: 'mono' }, part)));
}

/** Target and hash one above the other, digit under digit: the first that differs decides. */
import { element } from './element.ts';
import type { WorkExplanation } from './work-explanation.ts';

const GROUP_DIGITS = 8;

/** The drawing; what it shows is said beside it, so it is hidden from screen readers. */
export function drawComparison({ hashHex, targetHex, decidingDigit, isMet }: WorkExplanation): HTMLElement {
  const groups: HTMLElement[] = [];
  for (let at = 0; at < targetHex.length; at += GROUP_DIGITS) {
    const line = (digits: string): HTMLElement =>
      element(
        'span',
        {},
        Array.from(digits.slice(at, at + GROUP_DIGITS), (digit, i) =>
          element('span', { class: digitClass(at + i, decidingDigit, isMet) }, digit),
        ),
      );
    groups.push(element('span', { class: 'digit-group' }, [line(targetHex), line(hashHex)]));
  }
  return element('div', { class: 'digit-comparison', 'aria-hidden': 'true' }, groups);
}

function digitClass(at: number, deciding: number | undefined, isMet: boolean): string {
  if (deciding === undefined || at < deciding) return 'digit-same';
  if (at > deciding) return 'digit-rest';
  return isMet ? 'digit-deciding is-met' : 'digit-deciding is-missed';
}

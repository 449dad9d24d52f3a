/** What each backend with each number of threads achieved here, beside the fastest. */
import { element } from '../../element.ts';
import { formatRate, formatSeconds, threeDigits } from '../../format.ts';
import type { MeasuredRate } from '../../mining/rate-book.ts';

/** The table, hidden as long as nothing was measured. */
export interface RateTable {
  readonly table: HTMLTableElement;
  update(rates: readonly MeasuredRate[]): void;
}

export function createRateTable(): RateTable {
  const body = element('tbody');
  const head = ['Backend', 'Threads', 'Rate', 'Of the fastest', 'Measured for'].map((name) =>
    element('th', { scope: 'col' }, name),
  );
  const table = element('table', { class: 'rates', hidden: true }, [
    element('caption', {}, 'Rates so far'),
    element('thead', {}, [element('tr', {}, head)]),
    body,
  ]);
  return {
    table,
    update(rates) {
      table.hidden = rates.length === 0;
      const fastest = rates[0]?.hashesPerSecond ?? 1;
      body.replaceChildren(...rates.map((rate) => row(rate, fastest)));
    },
  };
}

function row({ backend, threads, hashesPerSecond, seconds }: MeasuredRate, fastest: number): HTMLTableRowElement {
  const share = `${threeDigits((100 * hashesPerSecond) / fastest)} %`;
  return element('tr', {}, [
    element('th', { scope: 'row' }, backend),
    ...[String(threads), formatRate(hashesPerSecond), share, formatSeconds(seconds)].map((text) =>
      element('td', {}, text),
    ),
  ]);
}

/** The 80 bytes of a header, laid out field by field, and the table of the fields: pointing at one marks the other. */
import { element } from './element.ts';
import type { HeaderField } from './header-fields.ts';
import { hexText } from './hex-text.ts';

/** The bytes, and the rows of the table that tells of them. */
export interface FieldBytes {
  /** A button for each field: pointed at or focused it marks its row, pressed it goes there. */
  readonly bytes: HTMLElement;
  readonly rows: readonly HTMLTableRowElement[];
}

/** @param notes more sentences for a field, such as the target behind the bits */
export function layOutFields(
  fields: readonly HeaderField[],
  notes: Partial<Record<HeaderField['name'], readonly string[]>> = {},
): FieldBytes {
  const pairs = fields.map((field) => {
    const button = element('button', { type: 'button', class: 'field-bytes' }, [
      element('span', { class: 'field-bytes-name' }, field.name),
      element('code', {}, field.bytes.join(' ')),
    ]);
    const range = `bytes ${field.start} to ${field.end - 1}`;
    const sentences = [...field.meaning, ...(notes[field.name] ?? [])];
    const row = element('tr', { tabindex: -1 }, [
      element('th', { scope: 'row' }, [field.name, element('small', {}, range)]),
      element('td', {}, [
        element('code', {}, field.value),
        ...sentences.map((text) => element('p', {}, hexText(text))),
      ]),
    ]);
    return { button, row };
  });
  let marked: (typeof pairs)[number] | undefined;
  const mark = (pair: typeof marked): void => {
    for (const node of [marked?.button, marked?.row]) node?.classList.remove('is-marked');
    for (const node of [pair?.button, pair?.row]) node?.classList.add('is-marked');
    marked = pair;
  };
  for (const pair of pairs) {
    for (const node of [pair.button, pair.row]) {
      for (const event of ['pointerenter', 'focus']) node.addEventListener(event, () => mark(pair));
      for (const event of ['pointerleave', 'blur'])
        node.addEventListener(event, () => marked === pair && mark(undefined));
    }
    pair.button.addEventListener('click', () => pair.row.focus());
  }
  const list = pairs.map(({ button }) => element('li', {}, [button]));
  return {
    bytes: element('ol', { class: 'header-bytes', 'aria-label': 'The 80 bytes' }, list),
    rows: pairs.map(({ row }) => row),
  };
}

/** A place to drop a file on, with a button to choose one by. */
import { element, labelled } from './element.ts';

/** What is asked for, and what is done with it. */
export interface DropAreaOptions {
  /** The accessible name of the area. */
  readonly name: string;
  /** The label of the button. */
  readonly label: string;
  readonly hint: string;
  readonly onFile: (file: File) => void;
  /** Several files, or none: what was dropped is no file. */
  readonly onOther: (count: number) => void;
}

export function dropArea({ name, label, hint, onFile, onOther }: DropAreaOptions): HTMLElement {
  const input = element('input', {
    type: 'file',
    // the same file again is a choice as well
    onclick: () => (input.value = ''),
    onchange: () => take(input.files),
  });
  const area = element('div', { class: 'drop-area', role: 'group', 'aria-label': name }, [
    labelled(label, input),
    element('p', {}, hint),
  ]);

  function take(files: FileList | null): void {
    const file = files?.[0];
    if (file !== undefined && files?.length === 1) onFile(file);
    else onOther(files?.length ?? 0);
  }

  // a file that misses the area would take the place of the page
  for (const type of ['dragover', 'drop'] as const)
    addEventListener(type, (event) => event.dataTransfer?.types.includes('Files') === true && event.preventDefault());

  const mark = (isOver: boolean) => area.classList.toggle('is-over', isOver);
  area.addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  area.addEventListener('dragleave', () => mark(false));
  area.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    take(event.dataTransfer?.files ?? null);
  });
  return area;
}

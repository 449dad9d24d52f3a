/** The panel "Reorg". */
export function mountReorgPanel(section: HTMLElement): void {
  section.dataset['panel'] = 'reorg';
}

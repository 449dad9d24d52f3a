/** The panel "Mine". */
export function mountMinePanel(section: HTMLElement): void {
  section.dataset['panel'] = 'mine';
}

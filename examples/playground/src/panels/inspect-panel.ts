/** The panel "Inspect". */
export function mountInspectPanel(section: HTMLElement): void {
  section.dataset['panel'] = 'inspect';
}

/** The panel "Environment". */
export function mountEnvironmentPanel(section: HTMLElement): void {
  section.dataset['panel'] = 'environment';
}

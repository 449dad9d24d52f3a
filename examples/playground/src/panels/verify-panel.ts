/** The panel "Verify". */
export function mountVerifyPanel(section: HTMLElement): void {
  section.dataset['panel'] = 'verify';
}

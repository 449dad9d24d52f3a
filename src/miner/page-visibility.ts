/**
 * Whether the page is hidden: another tab is in front, the window is minimised, the screen is locked. Node and workers have
 * no page, so nothing is ever hidden there.
 */

/** The part of a page's `document` that is used. */
export interface VisibleDocument {
  readonly visibilityState: string;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/**
 * Tells at once and at each change whether the page is hidden, until the returned function is called.
 * @param page undefined where there is none: then nothing is told
 */
export function watchVisibility(
  page: VisibleDocument | undefined,
  onVisibility: (isHidden: boolean) => void,
): () => void {
  // What stands in for a page in a test or on a server may have less than one.
  if (typeof page?.addEventListener !== 'function') return () => undefined;
  const tell = (): void => onVisibility(page.visibilityState === 'hidden');
  page.addEventListener('visibilitychange', tell);
  tell();
  return () => page.removeEventListener('visibilitychange', tell);
}

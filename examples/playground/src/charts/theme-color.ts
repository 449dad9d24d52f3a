/** Colours of the style sheet for canvases, which know no custom properties. */

const probe = document.createElement('i');
probe.hidden = true;

/** The colour that `var(name)` has now, in light or in dark. */
export function themeColor(name: `--${string}`): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

let family: string | undefined;

/** The page's own family at the size of a chart's labels. */
export function chartFont(): string {
  family ??= getComputedStyle(document.body).fontFamily;
  return `12px ${family}`;
}

/** Calls back when light becomes dark, by the toggle or by the system. */
export function onThemeChange(listener: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
  new MutationObserver(listener).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

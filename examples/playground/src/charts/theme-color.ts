/** Colours of the style sheet for canvases, which know no custom properties. */

const probe = document.createElement('i');
probe.hidden = true;

/** Since light last became dark: to ask the style sheet brings the styles of the whole page up to date. */
const known = new Map<string, string>();

/** The colour that `var(name)` has now, in light or in dark. */
export function themeColor(name: `--${string}`): string {
  const color = known.get(name) ?? askStyleSheet(name);
  known.set(name, color);
  return color;
}

function askStyleSheet(name: string): string {
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
  const change = (): void => {
    known.clear();
    listener();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change);
  new MutationObserver(change).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

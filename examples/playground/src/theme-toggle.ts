/** Light, dark, or as the system has it. The choice is kept in this browser, where it keeps anything. */
import { element } from './element.ts';

const THEMES = { system: 'Colours of the system', light: 'Light', dark: 'Dark' } as const;
type Theme = keyof typeof THEMES;

const STORAGE_KEY = 'midstate-playground-theme';

export function mountThemeToggle(place: HTMLElement): void {
  const select = element(
    'select',
    { 'aria-label': 'Colours', onchange: () => choose(select.value as Theme) },
    Object.entries(THEMES).map(([value, name]) => element('option', { value }, name)),
  );
  place.append(select);
  select.value = storedTheme();
  apply(storedTheme());
}

function choose(theme: Theme): void {
  apply(theme);
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // storage is refused: the choice lasts as long as the page
  }
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY) ?? 'system';
    return Object.hasOwn(THEMES, stored) ? (stored as Theme) : 'system';
  } catch {
    return 'system';
  }
}

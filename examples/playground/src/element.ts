/** Makes elements of the page: no strings of HTML anywhere. */

/** What stands between the tags. */
export type Child = Node | string;

/**
 * Attributes by their name in HTML. `true` sets an attribute without a value; `false` and `undefined` leave it out. A
 * function listens to the event after `on`: `onclick`, `onchange`.
 */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void);
}

/** An element with its attributes and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  children: readonly Child[] | string = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.replace(/^on/, ''), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== undefined && value !== false) made.setAttribute(key, String(value));
  }
  if (typeof children === 'string') made.append(children);
  else made.append(...children);
  return made;
}

/** A control under its visible label. */
export function labelled(label: string, control: HTMLElement, hint?: string): HTMLElement {
  return element('label', { class: 'field' }, [
    element('span', { class: 'field-label' }, label),
    control,
    ...(hint === undefined ? [] : [element('small', {}, hint)]),
  ]);
}

/** Sets text only where it differs: a live region speaks when its text is set. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

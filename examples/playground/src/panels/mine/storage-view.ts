/** Where the chain is kept, what the visitor is to know about that, and what can be done about it. */
import type { ChainStorage, StorageChoice } from '../../chain-storage.ts';
import { element, setText } from '../../element.ts';
import { messageOf } from '../../message-of.ts';
import { askToPersist, persistenceWords, readPersistence } from '../../storage-persistence.ts';

/** The words, and a button for each choice. */
export interface StorageView {
  readonly view: HTMLElement;
  show(storage: ChainStorage): Promise<void>;
}

export function createStorageView(): StorageView {
  const words = element('p', { class: 'note', 'aria-live': 'polite' });
  const buttons = element('div', { class: 'controls' });
  let shown: ChainStorage | undefined;

  async function show(storage: ChainStorage): Promise<void> {
    shown = storage;
    const persistence = storage.kind === 'indexeddb' ? await readPersistence() : undefined;
    // another one may have come meanwhile
    if (shown !== storage) return;
    const kept = persistence && `The chain is kept in this browser. ${persistenceWords[persistence]}`;
    setText(words, [storage.note, kept].filter((text) => text !== undefined).join(' '));
    const ask: StorageChoice = {
      label: 'Ask the browser to keep it',
      async choose() {
        await askToPersist();
        await show(storage);
      },
    };
    const choices = persistence === 'evictable' ? [...storage.choices, ask] : storage.choices;
    buttons.replaceChildren(...choices.map(choiceButton));
    buttons.hidden = choices.length === 0;
  }

  function choiceButton(choice: StorageChoice): HTMLButtonElement {
    const button = element('button', { type: 'button', onclick: () => void run() }, choice.label);
    async function run(): Promise<void> {
      button.disabled = true;
      try {
        await choice.choose();
      } catch (error) {
        setText(words, messageOf(error));
      }
      button.disabled = false;
    }
    return button;
  }

  return { view: element('div', {}, [words, buttons]), show };
}

/** The controls of the mine: start and stop, backend and threads, a new chain. */
import { element, labelled, setText } from '../../element.ts';
import { BACKENDS, type BackendChoice, type MiningSettings } from '../../mining/mining-session.ts';
import type { PlaygroundSession } from '../../mining/playground-session.ts';

/** The controls and the dialog that asks before a chain is forgotten. */
export interface MiningControls {
  readonly bar: HTMLElement;
  readonly dialog: HTMLDialogElement;
  update(): void;
}

/** What each backend is. */
const BACKEND_NAMES: Readonly<Record<BackendChoice, string>> = {
  auto: 'auto: the fastest here',
  simd: 'simd: WebAssembly, four lanes',
  scalar: 'scalar: WebAssembly, one lane',
  js: 'js: JavaScript',
};

/** @param maxThreads more find nothing faster, and while very many start, no stop is heard */
export function createMiningControls(playground: PlaygroundSession, maxThreads: number): MiningControls {
  const { session } = playground;
  const startStop = element('button', { type: 'button', class: 'primary', onclick: toggle }, 'Start mining');
  const backend = element(
    'select',
    { onchange: change },
    BACKENDS.map((name) => element('option', { value: name }, BACKEND_NAMES[name])),
  );
  const threads = element('input', {
    type: 'number',
    min: 1,
    max: maxThreads,
    step: 1,
    required: true,
    inputmode: 'numeric',
    onchange: change,
  });
  backend.value = session.settings.backend;
  threads.value = String(session.settings.threads);

  function toggle(): void {
    if (session.isWanted) void session.stop();
    else session.start();
  }

  function change(): void {
    const settings = settingsOf(backend.value, threads, session.settings);
    threads.value = String(settings.threads);
    session.change(settings);
  }

  const dialog = confirmation(() => void playground.beginNewChain());
  const renew = element('button', { type: 'button', onclick: () => dialog.showModal() }, 'Begin a new chain');
  return {
    bar: element('div', { class: 'controls' }, [
      startStop,
      labelled('Backend', backend),
      labelled('Threads', threads),
      renew,
    ]),
    dialog,
    update() {
      setText(startStop, session.isWanted ? 'Stop mining' : 'Start mining');
      renew.disabled = playground.storage() === undefined;
    },
  };
}

/** What stands in the controls; a number of threads that cannot be is brought into its bounds. */
function settingsOf(backend: string, threads: HTMLInputElement, before: MiningSettings): MiningSettings {
  const wanted = Math.round(threads.valueAsNumber);
  const bounded = Number.isNaN(wanted) ? before.threads : Math.min(Number(threads.max), Math.max(1, wanted));
  return { backend: backend as BackendChoice, threads: bounded };
}

function confirmation(onConfirm: () => void): HTMLDialogElement {
  const dialog = element('dialog', { 'aria-labelledby': 'new-chain-title' }, [
    element('h3', { id: 'new-chain-title' }, 'Forget this chain?'),
    element('p', {}, 'All its blocks are deleted, and cannot be brought back.'),
    element('div', { class: 'controls' }, [
      element('button', { type: 'button', class: 'danger', onclick: confirm }, 'Forget it'),
      element('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Keep it'),
    ]),
  ]);
  function confirm(): void {
    dialog.close();
    onConfirm();
  }
  return dialog;
}

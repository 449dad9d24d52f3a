/** The panel "Environment": what this page runs on, and all results to take away. */
import { messageOf } from '../message-of.ts';
import { copyText } from '../copy-text.ts';
import { element, setText } from '../element.ts';
import { describeEnvironment, findKernelFacts, type Environment, type KernelFacts } from '../environment.ts';
import type { PlaygroundSession } from '../mining/playground-session.ts';
import { collectResults } from '../mining/results.ts';

const NAMES: Readonly<Record<keyof Environment, string>> = {
  midstate: 'midstate',
  backend: 'Backend',
  reason: 'Reason',
  workerKind: 'Worker kind',
  threads: 'Threads',
  simd: 'SIMD',
  crossOriginIsolated: 'Cross-origin isolated',
  secureContext: 'Secure context',
  browser: 'Browser',
  cores: 'Cores',
  storage: 'Storage',
};

export function mountEnvironmentPanel(section: HTMLElement, { session, storage }: PlaygroundSession): void {
  const values = new Map<string, HTMLElement>();
  const list = element('dl', { class: 'facts' });
  for (const [name, term] of Object.entries(NAMES)) {
    const value = element('dd', {}, '…');
    values.set(name, value);
    list.append(element('div', {}, [element('dt', {}, term), value]));
  }
  const fallback = element('textarea', { 'aria-label': 'Results as JSON', rows: 12, readonly: true, hidden: true });
  const said = element('p', { role: 'status', class: 'status' });
  const copy = element('button', { type: 'button', onclick: () => void copyResults() }, 'Copy results as JSON');
  section.append(list, element('div', { class: 'controls' }, [copy]), said, fallback);

  let kernel: KernelFacts = { backend: 'not known yet', reason: 'not known yet', simd: false };
  const environment = (): Environment => describeEnvironment(kernel, session.miner, describeStorage(storage()));

  function show(): void {
    for (const [name, value] of Object.entries(environment())) setText(values.get(name)!, words(value));
  }

  async function copyResults(): Promise<void> {
    const results = collectResults(new Date(), environment(), session.rates.rates(), session.found);
    const isCopied = await copyText(`${JSON.stringify(results, undefined, 2)}\n`, fallback);
    setText(
      said,
      isCopied ? 'Copied.' : 'The clipboard is refused here: the results are selected below, copy them from there.',
    );
  }

  async function findKernels(): Promise<void> {
    try {
      kernel = await findKernelFacts();
    } catch (error) {
      kernel = { backend: 'none', reason: messageOf(error), simd: false };
    }
    show();
  }

  session.subscribe(({ type }) => {
    if (type === 'changed' || type === 'chain') show();
  });
  show();
  void findKernels();
}

/** A value as it stands in the list. */
function words(value: string | number | boolean | undefined): string {
  if (value === undefined) return 'known when mining starts';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function describeStorage(opened: ReturnType<PlaygroundSession['storage']>): string {
  if (opened === undefined) return 'not open';
  const kind = opened.kind === 'indexeddb' ? 'IndexedDB' : 'memory';
  return opened.note === undefined ? kind : `${kind}: ${opened.note}`;
}

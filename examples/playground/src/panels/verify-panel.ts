/** The panel "Verify a file": headers by the thousand, judged by every rule while the page stays alive. */
import { isMidstateError } from 'midstate';
import { createHeaderChain } from 'midstate/chain';
import { networks, type NetworkName, type NetworkParams } from 'midstate/consensus';
import { dropArea } from '../drop-area.ts';
import { element, labelled, setText } from '../element.ts';
import { factRows, type Fact } from '../fact-list.ts';
import { verifyHeaderFile, type VerificationProgress } from '../file-verification.ts';
import { WrongFile } from '../header-reader.ts';
import { forgetHeaders, keepsHeaders, openKeptHeaders, type KeptHeaders } from '../kept-headers.ts';
import { messageOf } from '../message-of.ts';
import { pageEngine } from '../page-engine.ts';
import { createPageTick } from '../page-tick.ts';
import { askToPersist, persistenceWords, readPersistence } from '../storage-persistence.ts';
import { describeKept, describeProgress, describeResult, resultFacts } from '../verification-words.ts';

/** How often the figures change while it runs. */
const PROGRESS_MS = 100;

/** @param minedHeaders those of the chain that is mined in this page; undefined before it is open */
export function mountVerifyPanel(section: HTMLElement, minedHeaders: () => Uint8Array<ArrayBuffer> | undefined): void {
  let running: AbortController | undefined;
  let kept: KeptHeaders | undefined;
  /** Ends with the verification that was begun last. */
  let verified: Promise<void> = Promise.resolve();
  /** Ends with what was asked for last: one thing is done at a time. */
  let done: Promise<void> = Promise.resolve();

  const network = element(
    'select',
    { onchange: () => ask(followNetwork) },
    Object.keys(networks).map((name) => element('option', { value: name }, name)),
  );
  const keep = element('input', {
    type: 'checkbox',
    onchange: () => {
      if (keep.checked) void askToPersist().then(showKept);
      ask(followKeep);
    },
  });
  const progress = element('progress', { max: 1, value: 0, 'aria-label': 'Progress of the verification' });
  const cancel = element('button', { type: 'button', disabled: true, onclick: () => running?.abort() }, 'Cancel');
  const pace = element('span', { class: 'pace' });
  const status = element('p', { class: 'status', role: 'status' });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const facts = element('dl', { class: 'facts' });
  const keptLine = element('p', { class: 'kept' });
  const choices = element('div', { class: 'choices' });
  const forget = element('button', { type: 'button', onclick: () => ask(forgetKept) }, 'Forget the kept headers');

  const chosen = (): NetworkParams => networks[network.value as NetworkName];

  /** Does one thing after the others; a verification that runs is cancelled for it. */
  function ask(action: () => Promise<void>): void {
    running?.abort();
    done = done.then(action).catch((error: unknown) => setText(problem, failureWords(error)));
  }

  /** The box tells whether headers of the chosen network are kept already. */
  async function followNetwork(): Promise<void> {
    keep.checked = await keepsHeaders(chosen());
    await followKeep();
  }

  /** Opens the kept chain of the chosen network, or closes the one that is open. */
  async function followKeep(): Promise<void> {
    const wanted = keep.checked ? chosen() : undefined;
    if (kept !== undefined && kept.params !== wanted) {
      await kept.close();
      kept = undefined;
    }
    if (wanted !== undefined && kept === undefined) {
      const hasher = await pageEngine();
      kept = await openKeptHeaders({ params: wanted, hasher, onLeave: leaveKept, onChange: () => void showKept() });
    }
    await showKept();
  }

  async function leaveKept(): Promise<void> {
    running?.abort();
    await verified;
  }

  async function forgetKept(): Promise<void> {
    await kept?.close();
    kept = undefined;
    try {
      await forgetHeaders(chosen());
      keep.checked = false;
      showFacts([]);
      setText(status, `Nothing of ${chosen().name} is kept any more.`);
    } finally {
      await followKeep();
    }
  }

  async function showKept(): Promise<void> {
    const isKept = await keepsHeaders(chosen());
    const lasts = kept?.isStored === true ? [persistenceWords[await readPersistence()]] : [];
    setText(keptLine, [...describeKept(kept, isKept, chosen().name), ...lasts].join(' '));
    choices.replaceChildren(
      ...(kept?.choices ?? []).map((choice) =>
        element('button', { type: 'button', onclick: () => ask(() => choice.choose()) }, choice.label),
      ),
    );
    forget.hidden = !isKept;
  }

  function showFacts(list: readonly Fact[]): void {
    facts.replaceChildren(...factRows(list));
  }

  function begin(file: File): void {
    ask(() => {
      running = new AbortController();
      verified = verify(file, running.signal);
      return verified;
    });
  }

  function beginWithMined(): void {
    const headers = minedHeaders();
    if (headers === undefined) return setText(problem, 'The mined chain is not open.');
    network.value = networks.devnet.name;
    ask(followNetwork);
    begin(new File([headers], 'the headers of the mined chain'));
  }

  async function verify(file: File, signal: AbortSignal): Promise<void> {
    const params = chosen();
    setText(problem, '');
    setText(status, `Reading ${file.name}.`);
    showFacts([]);
    cancel.disabled = false;
    let shownAt = -Infinity;
    const onProgress = (now: VerificationProgress): void => {
      if (performance.now() - shownAt < PROGRESS_MS) return;
      shownAt = performance.now();
      progress.value = now.part;
      setText(pace, describeProgress(now));
    };
    try {
      const chain = kept === undefined ? createHeaderChain({ params, hasher: await pageEngine() }) : kept.chain;
      if (chain === undefined) throw new WrongFile('The kept headers cannot be used: forget them, or do not keep.');
      const result = await verifyHeaderFile(file, {
        chain,
        now: Math.floor(Date.now() / 1000),
        signal,
        onProgress,
        tick: createPageTick(),
      });
      progress.value = 1;
      setText(status, describeResult(result));
      showFacts(resultFacts(result, params));
    } catch (error) {
      progress.value = 0;
      setText(status, signal.aborted ? 'Cancelled.' : '');
      if (!signal.aborted) setText(problem, failureWords(error));
    } finally {
      setText(pace, '');
      cancel.disabled = true;
      if (kept !== undefined) await showKept();
    }
  }

  section.append(
    element(
      'p',
      { class: 'lead' },
      'A file of block headers is judged by every rule of its network. It is read here and goes nowhere.',
    ),
    element('div', { class: 'controls' }, [
      labelled('Network of the file', network),
      element('label', { class: 'check' }, [keep, 'Keep the chain in this browser']),
    ]),
    dropArea({
      name: 'Drop a file of headers',
      label: 'File of headers',
      hint: 'or drop it here: raw headers of 80 bytes, or lines of 160 hexadecimal digits, from the genesis on',
      onFile: begin,
      onOther: (count) => setText(problem, `Expected one file, got ${count === 0 ? 'none' : count}.`),
    }),
    element('div', { class: 'controls' }, [
      element('button', { type: 'button', onclick: beginWithMined }, 'Take the chain mined above'),
    ]),
    element('div', { class: 'progress-row' }, [progress, cancel, pace]),
    status,
    problem,
    facts,
    element('div', { class: 'kept-row' }, [keptLine, choices, forget]),
  );
  ask(followNetwork);
}

/** One line for the reader. */
function failureWords(error: unknown): string {
  if (isMidstateError(error, 'ERR_STORE_LOCKED'))
    return 'Another tab has the kept headers of this network open: close it, or untick its box, and try again.';
  if (error instanceof WrongFile || isMidstateError(error)) return error.message;
  return `This failed: ${messageOf(error)}`;
}

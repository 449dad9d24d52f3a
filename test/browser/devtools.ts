/**
 * Chromium by its own protocol, for what playwright cannot do: it keeps every page visible, whichever tab is in front.
 * The protocol: https://chromedevtools.github.io/devtools-protocol/
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumFlags, chromiumPath } from './chromium.ts';

/** One tab. */
export interface Tab {
  /** What a script, which may be a promise's, comes to in the page. */
  evaluate(script: string): Promise<unknown>;
  /** Puts it in front of the others, which are hidden then. */
  bringToFront(): Promise<void>;
}

/** A browser that was started. */
export interface DevtoolsBrowser {
  /** Opens a tab in front of the others. */
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Starts a headless Chromium. */
export async function startChromium(): Promise<DevtoolsBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'midstate-chromium-'));
  const flags = [...chromiumFlags, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const child = spawn(chromiumPath, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise<string>((resolve, reject) => {
    let told = '';
    child.stderr.on('data', (data: Buffer) => {
      told += String(data);
      const found = /DevTools listening on (ws:\S+)/.exec(told)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Chromium ended: ${told}`)));
  });
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('Chromium does not listen'));
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  };

  let lastId = 0;
  async function call(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++lastId;
    const { result, error } = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
    if (result === undefined) throw new Error(`${method}: ${error?.message ?? 'no result'}`);
    return result;
  }

  async function open(url: string): Promise<Tab> {
    const { targetId } = await call('Target.createTarget', { url });
    const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
    return {
      async evaluate(script) {
        const asked = { expression: script, awaitPromise: true, returnByValue: true };
        const { result, exceptionDetails } = await call('Runtime.evaluate', asked, sessionId as string);
        if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
        return (result as { value?: unknown }).value;
      },
      async bringToFront() {
        await call('Page.bringToFront', {}, sessionId as string);
      },
    };
  }

  async function close(): Promise<void> {
    socket.close();
    child.kill();
    await exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }

  return { open, close };
}

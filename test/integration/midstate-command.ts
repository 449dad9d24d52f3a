/** Runs the built command as a process, the way a user does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The built command. */
export const MAIN: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started command; it is killed when the test ends. */
export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output has held this many lines. */
  lines(count: number): Promise<string[]>;
  stdout(): string;
}

/** Starts `midstate` with these words. */
export function startMidstate(
  args: readonly string[],
  options: { stdin?: Uint8Array | string; env?: Record<string, string>; cwd?: string } = {},
): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...options.env }, cwd: options.cwd });
  let stdout = '';
  let stderr = '';
  let wake: () => void = () => {};
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    wake();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => {}); // a command that refuses its input early closes the pipe
  child.stdin.end(options.stdin ?? '');
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
      wake();
    });
  });
  let over = false;
  void ended.then(() => (over = true));
  const whole = (): string[] => stdout.split('\n').slice(0, -1);
  return {
    process: child,
    ended,
    stdout: () => stdout,
    async lines(count) {
      while (whole().length < count && !over) await new Promise<void>((resolve) => (wake = resolve));
      if (whole().length < count) throw new Error(`ended after ${whole().length} lines of ${count}: ${stderr}`);
      return whole().slice(0, count);
    },
  };
}

/** Runs `midstate` with these words to its end. */
export function runMidstate(args: readonly string[], options?: Parameters<typeof startMidstate>[1]): Promise<Ended> {
  return startMidstate(args, options).ended;
}

/** An empty directory that goes away with the test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'midstate-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The objects of JSON lines. */
export function parseJsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/**
 * How long the tasks of a page's main thread are, by a trace of Chromium: on the wall clock, and in processor time of the
 * thread itself, which does not grow when other programs have the processor.
 */
import type { Browser, Page } from 'playwright-core';

/** The longest tasks of a page's main thread while something ran there, in milliseconds. */
export interface TaskTimes {
  /** By processor time: what the page did itself. */
  readonly cpuMs: number;
  /** By the wall clock: what the page's user felt, on a busy machine much of it waiting for a processor. */
  readonly wallMs: number;
  /** Entries of the page's own `PerformanceObserver` for long tasks: tasks of 50 ms and more on the wall clock. */
  readonly longTasks: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
}

const CATEGORIES = ['disabled-by-default-devtools.timeline', '__metadata'];

/** Runs a function in the page, and measures the tasks meanwhile. One page at a time. */
export async function measureTasks<Input, Result>(
  browser: Browser,
  page: Page,
  run: (input: Input) => Promise<Result>,
  input: Input,
): Promise<{ result: Result; times: TaskTimes }> {
  await page.evaluate(() => {
    const seen = globalThis as { longTasks?: number[] };
    if (seen.longTasks === undefined)
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.longTasks?.push(Math.round(entry.duration));
      }).observe({ type: 'longtask' });
    seen.longTasks = [];
  });
  await browser.startTracing(page, { categories: CATEGORIES });
  const result = (await page.evaluate(run as never, input)) as Result;
  // the last task is traced, and observed, when it is over: that is later than its result is here
  const longTasks = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return (globalThis as { longTasks?: number[] }).longTasks ?? [];
  });
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const events = trace.traceEvents;
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && threads.has(`${pid}/${tid}`));
  if (tasks.every(({ tdur }) => tdur === undefined))
    throw new Error(`The trace has ${tasks.length} tasks of the page's main thread, without processor times`);
  const longest = (durationOf: (task: TraceEvent) => number | undefined): number =>
    Math.max(...tasks.map((task) => durationOf(task) ?? 0)) / 1000;
  return { result, times: { cpuMs: longest(({ tdur }) => tdur), wallMs: longest(({ dur }) => dur), longTasks } };
}

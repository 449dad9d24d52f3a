/** Cloudflare's runtime: the consumer bundled and served on this machine, asked once. */
import { hasWorkerd, runWorker, type RunningWorker } from '../docs/workerd.ts';
import type { Outcome } from './cell.ts';
import { outcomeOfJson } from './findings-line.ts';
import type { StrangerProject } from './stranger-project.ts';
import { toolVersion } from './tools.ts';

export { hasWorkerd };

/** The version of the runtime. */
export function workerdVersion(): string {
  return toolVersion('@cloudflare/workerd-linux-64');
}

/** Asks the runtime for what the consumer finds in it. */
export async function runInWorkerd({ folder }: StrangerProject): Promise<Outcome> {
  let worker: RunningWorker | undefined;
  try {
    worker = await runWorker(folder, 'edge.js');
    const response = await fetch(worker.url, { signal: AbortSignal.timeout(30_000) });
    return outcomeOfJson(await response.text());
  } catch (error) {
    return { error: `${String(error)}\n${worker?.output() ?? ''}` };
  } finally {
    await worker?.stop();
  }
}

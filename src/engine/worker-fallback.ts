/** What workers run that cannot run the kernel that their page compiled, such as under a stricter policy. */
import { isMidstateError } from '../errors.ts';
import { adviceForWorkerError } from './fallback-advice.ts';
import type { KernelSource } from './kernel-source.ts';

/**
 * The JavaScript kernel in place of one that `auto` chose.
 * @param error what `startEngine` threw in the worker
 * @returns undefined where the kernel was asked for, or its failure is another: a wrong answer is never passed over
 */
export function workerFallback({ backend, isAuto }: KernelSource, error: unknown): KernelSource | undefined {
  if (isAuto !== true || !isMidstateError(error, 'ERR_ENGINE_UNAVAILABLE')) return undefined;
  const advice = adviceForWorkerError(error);
  const reason = `The workers cannot run the ${backend} kernel that this thread compiled (${error.message}).`;
  return { backend: 'js', reason, isFallback: true, ...(advice !== undefined && { advice }) };
}

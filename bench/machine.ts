/** What a figure was measured on. A rate without its machine says nothing, so nothing is timed without these facts. */
import { readFileSync } from 'node:fs';
import os from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** As the system reports it now; the clock under load may differ. */
  readonly mhz: number;
  readonly os: string;
  readonly arch: string;
  readonly memoryBytes: number;
  readonly node: string;
  readonly v8: string;
}

/**
 * The facts of this machine.
 * @throws Error naming the fact that this system does not tell
 */
export function describeMachine(): Machine {
  const [cpu] = os.cpus();
  const machine: Machine = {
    cpu: cpu?.model.trim() ?? '',
    cores: os.availableParallelism(),
    mhz: Math.round(cpu?.speed || mhzOfLinux()),
    os: `${os.type()} ${os.release()}`,
    arch: os.arch(),
    memoryBytes: os.totalmem(),
    node: process.versions.node,
    v8: process.versions.v8,
  };
  assertComplete(machine);
  return machine;
}

/**
 * @throws Error naming the first fact that is empty, unknown or zero
 */
export function assertComplete(machine: Machine): void {
  for (const [fact, value] of Object.entries(machine)) {
    if (value === '' || value === 'unknown' || !value) {
      throw new Error(`this system does not tell the machine's ${fact}: no figures without it`);
    }
  }
}

/** Some kernels leave the speed out of what Node reads, yet tell it here. */
function mhzOfLinux(): number {
  try {
    return Number(/^cpu MHz\s*:\s*([\d.]+)/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

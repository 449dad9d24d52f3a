/** Engines with one fault each, to show that the checks see them. */
import type { CreateEngine } from '../../../src/compliance/index.ts';
import { createEngine, type Engine } from '../../../src/engine/index.ts';

/** An engine with one fault, around a good one. */
export function faulty(fault: (good: Engine) => Partial<Engine>): CreateEngine {
  return async () => {
    const good = await createEngine({ backend: 'js' });
    return { ...good, ...fault(good) };
  };
}

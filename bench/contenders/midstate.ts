/** This package: its engine, one contender per backend, from its sources; its miner, as it was built. */
import { createEngine, type Backend, type Engine } from '../../src/engine/index.ts';
import type { Miner, MinerOptions, MinerWarning } from '../../src/miner/index.ts';
import { root } from '../root.ts';
import type { Facts } from './contender.ts';
import { versionIn } from './rival-package.ts';

export interface EngineContender extends Facts {
  readonly engine: Engine;
}

export interface MinerContender extends Facts {
  readonly miner: Miner;
}

function facts(backend: Backend): Facts & { backend: Backend } {
  return { name: 'midstate', version: versionIn(new URL('package.json', root)), backend };
}

export async function loadEngine(backend: Backend): Promise<EngineContender> {
  const engine = await createEngine({ backend });
  if (engine.backend !== backend) throw new Error(`asked for the ${backend} engine, got ${engine.backend}`);
  return { ...facts(backend), engine };
}

/** Its workers idle until they are asked, and do not keep the process alive. */
export async function startMiner(backend: Backend, threads: number): Promise<MinerContender> {
  // Built, because under another Node the workers, too, have to be JavaScript.
  const { createMiner }: { createMiner: (options: MinerOptions) => Promise<Miner> } = await import(
    new URL('dist/miner/index.js', root).href
  );
  const warn = ({ message }: MinerWarning): never => {
    throw new Error(message);
  };
  return { ...facts(backend), miner: await createMiner({ backend, threads, onWarning: warn }) };
}

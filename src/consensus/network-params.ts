/** The parameters of a network: everything by which one chain differs from another. */
import type { ChainParams } from './chain-params.ts';
import type { HeaderRule } from './header-rule.ts';

/** One network. Frozen; make others with `defineNetwork({ ...networks.regtest, ... })`. */
export interface NetworkParams extends ChainParams {
  /** The rule book, in the order of checking. */
  readonly headerRules: readonly HeaderRule[];
}

/** A frozen copy of `params` whose genesis bytes cannot be changed from outside. Checks nothing. */
export function freezeNetwork(params: NetworkParams): NetworkParams {
  const genesis = Uint8Array.from(params.genesis);
  return Object.freeze({
    ...params,
    get genesis() {
      return genesis.slice();
    },
    deployments: Object.freeze({ ...params.deployments }),
    headerRules: Object.freeze([...params.headerRules]),
    ...(params.checkpoints && { checkpoints: Object.freeze({ ...params.checkpoints }) }),
  });
}

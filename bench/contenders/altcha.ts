/**
 * altcha-lib: `solveChallenge` with the key derivations that it brings, those of `algorithms/` for Node and those of
 * `algorithms/web/`. It begins where it is told and ends at the solution alone.
 */
import type { Facts } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

/** The unsigned part of a challenge that a solver reads; bytes as hexadecimal text. */
export interface AltchaParameters {
  readonly algorithm: 'SHA-256' | 'PBKDF2/SHA-256';
  readonly nonce: string;
  readonly salt: string;
  readonly cost: number;
  readonly keyLength: number;
  readonly keyPrefix: string;
}

export interface AltchaSolver extends Facts {
  /** The lowest counter from `counterStart` on whose key begins with the prefix. */
  solve(parameters: AltchaParameters, counterStart: number): Promise<number | undefined>;
}

type DeriveKey = (parameters: AltchaParameters, salt: Uint8Array, password: Uint8Array) => Promise<unknown>;

interface AltchaLib {
  readonly solveChallenge: (options: {
    challenge: { parameters: AltchaParameters };
    deriveKey: DeriveKey;
    counterStart: number;
  }) => Promise<{ counter: number } | null>;
}

/** The solvers for both algorithms: Node's way, then the web's. */
export async function loadAltcha(algorithm: 'sha' | 'pbkdf2'): Promise<AltchaSolver[]> {
  const { solveChallenge } = await importRival<AltchaLib>('altcha-lib');
  const ways = [
    { variant: 'node', module: `altcha-lib/algorithms/${algorithm}` },
    { variant: 'web', module: `altcha-lib/algorithms/web/${algorithm}` },
  ];
  return Promise.all(
    ways.map(async ({ variant, module }) => {
      const { deriveKey } = await importRival<{ deriveKey: DeriveKey }>(module);
      return {
        name: 'altcha-lib',
        version: rivalVersion('altcha-lib'),
        backend: 'native',
        variant,
        solve: async (parameters: AltchaParameters, counterStart: number) =>
          (await solveChallenge({ challenge: { parameters }, deriveKey, counterStart }))?.counter,
      };
    }),
  );
}

/** @cap.js/wasm: the solver of the Cap captcha, Rust as WebAssembly. It begins at nonce 0 and ends at the solution alone. */
import type { Facts } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

export interface CapSolver extends Facts {
  /** The lowest nonce for which SHA-256 of `salt || nonce in decimal` begins with the hexadecimal digits `target`. */
  solve(salt: string, target: string): number;
}

export async function loadCap(): Promise<CapSolver> {
  const { solve_pow: solve } = await importRival<{ solve_pow: (salt: string, target: string) => bigint }>(
    '@cap.js/wasm',
  );
  return {
    name: '@cap.js/wasm',
    version: rivalVersion('@cap.js/wasm'),
    backend: 'wasm',
    solve: (salt, target) => Number(solve(salt, target)),
  };
}

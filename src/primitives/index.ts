/**
 * Bytes, SHA-256, headers, merkle trees: pure and synchronous.
 *
 * @module midstate/primitives
 */
export * from './arguments.ts';
export * from './bytes.ts';
export * from './compact-size.ts';
export * from './hasher.ts';
export * from './header.ts';
export * from './hmac.ts';
export * from './merkle-block.ts';
export * from './merkle.ts';
export * from './midstate.ts';
export * from './sha256.ts';
export * from './steps.ts';
export * from './transaction.ts';
export * from './uint256.ts';

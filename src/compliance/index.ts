/**
 * The suites that any engine or store must pass, without a test runner.
 *
 * @module midstate/compliance
 */
export * from './engine-suite.ts';
export * from './store-suite.ts';

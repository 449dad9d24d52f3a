/** The suites that any engine or store must pass, without a test runner. */
export * from './engine-suite.ts';
export * from './store-suite.ts';

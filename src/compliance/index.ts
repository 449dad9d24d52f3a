/** The suites that any engine or store must pass, without a test runner. */
export * from './store-suite.ts';

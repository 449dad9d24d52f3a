/** The architecture holds: who imports whom, and how large and how named files are. */
import { describe, expect, it } from 'vitest';
import { readFiles, readSubpathImports } from './architecture/repository.ts';
import { checkArchitecture, type RuleName } from './architecture/rules.ts';

/** A small tree in order, into which faults are planted. */
const sound: Readonly<Record<string, string>> = {
  'src/index.ts': `export { hash } from './primitives/index.ts'; export type { Rule } from './consensus/index.ts';`,
  'src/errors.ts': `export class Failure extends Error {}`,
  'src/primitives/hash.ts': `import { Failure } from '../errors.ts'; export const hash = (): never => { throw new Failure(); };`,
  'src/primitives/index.ts': `export * from './hash.ts';`,
  'src/consensus/rule.ts': `import { hash } from '../primitives/index.ts'; export type Rule = typeof hash;`,
  'src/consensus/index.ts': `export * from './rule.ts';`,
  'src/store/store.ts': `export interface Store { readonly kind: string }`,
  'src/store/level-store.ts': `import { rm } from 'node:fs/promises'; export const open = async () => [rm, await import('classic-level')];`,
  'src/store/index.ts': `export type * from './store.ts';`,
  'src/chain/chain.ts': `import type { Store } from '../store/index.ts'; import type { Rule } from '../consensus/index.ts'; export type Chain = [Store, Rule];`,
  'src/chain/index.ts': `export type * from './chain.ts';`,
  'src/engine/kernel.ts': `import { kernel } from './kernels.generated.ts'; export const load = () => kernel;`,
  'src/engine/index.ts': `export * from './kernel.ts';`,
  'src/miner/mine.ts': `import { load } from '../engine/index.ts'; import { spawn } from '#spawn-worker'; export const mine = () => [load, spawn, Date.now()];`,
  'src/miner/spawn.node.ts': `import { Worker } from 'node:worker_threads'; export const spawn = () => Worker;`,
  'src/miner/index.ts': `export * from './mine.ts';`,
  'src/cli/main.ts': `import { parseArgs } from 'node:util'; import { open } from '../store/level-store.ts'; export default [parseArgs, open];`,
};
const subpaths = new Map([['#spawn-worker', ['src/miner/spawn.node.ts']]]);

function rulesBroken(planted: Readonly<Record<string, string>>): RuleName[] {
  const files = new Map(Object.entries({ ...sound, ...planted }));
  return checkArchitecture(files, subpaths).violations.map((violation) => violation.rule);
}

describe('the check itself', () => {
  it('finds nothing in a tree that is in order', () => {
    expect(rulesBroken({})).toEqual([]);
  });

  it.each<[string, RuleName, Record<string, string>]>([
    [
      'an import that the matrix forbids',
      'matrix',
      { 'src/engine/x.ts': `import { rule } from '../consensus/index.ts';` },
    ],
    ['the same as a type only', 'matrix', { 'src/engine/x.ts': `import type { Rule } from '../consensus/index.ts';` }],
    [
      'the same in a type expression',
      'matrix',
      { 'src/consensus/x.ts': `export type E = import('../engine/index.ts').E;` },
    ],
    ['the same loaded dynamically', 'matrix', { 'src/consensus/x.ts': `await import('../engine/index.ts');` }],
    ['the same re-exported', 'matrix', { 'src/store/x.ts': `export * from '../chain/index.ts';` }],
    ['an import by errors', 'matrix', { 'src/errors.ts': `import '../src/store/index.ts'; export class Failure {}` }],
    ['an import of the front door', 'matrix', { 'src/cli/x.ts': `import { hash } from '../index.ts';` }],
    [
      'a value where only types may pass',
      'type-only',
      { 'src/chain/x.ts': `import { open } from '../store/index.ts';` },
    ],
    ['an import past the other door', 'door', { 'src/miner/x.ts': `import { load } from '../engine/kernel.ts';` }],
    [
      'a side door for others than the command',
      'door',
      { 'src/devnet/x.ts': `import { open } from '../store/level-store.ts';` },
    ],
    ['an import of the own door', 'own-index', { 'src/engine/x.ts': `import { load } from './index.ts';` }],
    ['a folder that nobody knows', 'room', { 'src/attic/x.ts': `export const x = 1;` }],
    ['a built-in', 'built-in', { 'src/engine/x.ts': `import { readFile } from 'node:fs/promises';` }],
    ['a built-in without its prefix', 'built-in', { 'src/engine/x.ts': `import type { Stats } from 'fs';` }],
    ['a required built-in', 'built-in', { 'src/engine/x.ts': `const os = require('os');` }],
    ['a package', 'package', { 'src/primitives/x.ts': `import { sha256 } from '@noble/hashes/sha2.js';` }],
    ['a manifest', 'package', { 'src/engine/x.ts': `import manifest from '../../package.json';` }],
    ['the optional package elsewhere', 'package', { 'src/devnet/x.ts': `await import('classic-level');` }],
    ['an import that leads nowhere', 'unresolved', { 'src/engine/x.ts': `import './gone.ts';` }],
    ['an import of a computed name', 'unresolved', { 'src/engine/x.ts': `await import('./' + name);` }],
    ['the clock', 'clock', { 'src/consensus/x.ts': `export const now = Date.now();` }],
    ['the clock handed on uncalled', 'clock', { 'src/chain/x.ts': `export const clock = globalThis.performance.now;` }],
    ['a date', 'clock', { 'src/store/x.ts': `export const date = new Date();` }],
    ['a stopwatch', 'clock', { 'src/engine/x.ts': `export const now = performance.now();` }],
    ['chance', 'clock', { 'src/engine/x.ts': `export const chance = Math.random();` }],
    ['random bytes', 'clock', { 'src/primitives/x.ts': `crypto.getRandomValues(new Uint8Array(8));` }],
    [
      'code in the front door',
      'front-door',
      { 'src/index.ts': `export * from './engine/index.ts'; export const x = 1;` },
    ],
    ['an export of its own in the front door', 'front-door', { 'src/index.ts': `export {};` }],
  ])('finds %s', (_what, rule, planted) => {
    expect(rulesBroken(planted)).toEqual([rule]);
  });

  it('finds a cycle, and says which way it goes', () => {
    const planted = {
      'src/engine/a.ts': `import { b } from './b.ts'; export const a = () => b;`,
      'src/engine/b.ts': `import { c } from './c.ts'; export const b = () => c;`,
      'src/engine/c.ts': `import { a } from './a.ts'; export const c = () => a;`,
    };
    const { violations } = checkArchitecture(new Map(Object.entries({ ...sound, ...planted })), subpaths);
    expect(violations).toEqual([
      {
        rule: 'cycle',
        file: 'src/engine/a.ts',
        message: 'src/engine/a.ts -> src/engine/b.ts -> src/engine/c.ts -> src/engine/a.ts',
      },
    ]);
  });

  it('finds a cycle of types only, and a file that imports itself', () => {
    const pair = {
      'src/engine/a.ts': `import type { B } from './b.ts'; export interface A { b: B }`,
      'src/engine/b.ts': `export interface B { a: import('./a.ts').A }`,
    };
    expect(rulesBroken(pair)).toEqual(['cycle']);
    expect(rulesBroken({ 'src/engine/a.ts': `export * from './a.ts';` })).toEqual(['cycle']);
  });

  it('lets comments and strings speak of what is forbidden', () => {
    expect(
      rulesBroken({ 'src/engine/x.ts': `/** import 'node:fs' */ export const x = 'Date.now()'; // new Date()` }),
    ).toEqual([]);
  });
});

describe('this repository', () => {
  it('keeps the rules', () => {
    const findings = checkArchitecture(readFiles('src', ['.ts']), readSubpathImports());
    expect(findings.violations).toEqual([]);
    expect(findings.files).toBeGreaterThan(20);
    expect(findings.edges).toBeGreaterThan(20);
  });

  const code = new Map(
    ['src', 'assembly', 'bench', 'test', 'build'].flatMap((folder) => [...readFiles(folder, ['.ts', '.mjs', '.js'])]),
  );

  it('has no file above 450 lines', () => {
    const long = [...code].filter(([, text]) => text.split('\n').length > 451).map(([path]) => path);
    expect(long).toEqual([]);
    expect(code.size).toBeGreaterThan(30);
  });

  it('names files after what they hold', () => {
    const drawer = /(?:^|[/.-])(?:utils?|helpers?|common|misc|shared)(?=[/.-])/;
    expect([...code.keys()].filter((path) => drawer.test(path))).toEqual([]);
    expect(['src/a/utils.ts', 'src/helpers/x.ts', 'test/block-helper.test.ts'].every((path) => drawer.test(path))).toBe(
      true,
    );
    expect(drawer.test('src/primitives/commonwealth.ts')).toBe(false);
  });

  it('names files in kebab case', () => {
    const kebab = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*[/.])+(?:ts|mjs|js)$/;
    expect([...code.keys()].filter((path) => !kebab.test(path))).toEqual([]);
  });
});

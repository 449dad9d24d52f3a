import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isMidstateError, MidstateError } from '../../src/errors.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const registered = [...readFileSync(`${root}src/errors.ts`, 'utf8').matchAll(/^ {2}(ERR_[A-Z_]+):/gm)].map(
  (match) => match[1]!,
);

/** The texts of all files below a folder whose name ends so. */
function texts(folder: string, ending: string): string[] {
  const names = readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'));
}

const self = fileURLToPath(import.meta.url);
const tests = [...texts('test', '.test.ts'), ...texts('src/compliance', '.ts')].filter(
  (text) => text !== readFileSync(self, 'utf8'),
);
const sources = texts('src', '.ts').filter((text) => !text.includes('interface ErrorDetails'));

describe('error codes', () => {
  it('are a closed list; adding one is a minor version, renaming one a major', () => {
    expect(registered.toSorted()).toEqual([
      'ERR_BLOCK_REJECTED',
      'ERR_CANDIDATE_REFUSED',
      'ERR_CLOSED',
      'ERR_ENGINE_SELF_TEST',
      'ERR_ENGINE_UNAVAILABLE',
      'ERR_STORE_CORRUPT',
      'ERR_STORE_LOCKED',
      'ERR_STORE_MISMATCH',
      'ERR_STORE_NOT_CONTIGUOUS',
      'ERR_STORE_UNAVAILABLE',
      'ERR_WORKERS_LOST',
    ]);
  });

  it.each(registered)('%s is thrown somewhere, and provoked by a test', (code) => {
    expect(sources.some((text) => text.includes(`'${code}'`))).toBe(true);
    expect(tests.some((text) => text.includes(`'${code}'`) || text.includes(`[${code}]`))).toBe(true);
  });
});

it('an error is told by its code', () => {
  const error: unknown = new MidstateError('ERR_CLOSED', 'closed', { what: 'store' }, { cause: 7 });
  expect(isMidstateError(error)).toBe(true);
  expect(isMidstateError(error, 'ERR_CLOSED') && error.details.what).toBe('store');
  expect(isMidstateError(error, 'ERR_STORE_LOCKED')).toBe(false);
  expect(isMidstateError(new Error('closed'))).toBe(false);
  expect(error).toMatchObject({ name: 'MidstateError', cause: 7 });
});

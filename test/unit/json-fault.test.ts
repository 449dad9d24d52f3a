import { expect, test } from 'vitest';
import { findJsonFault } from '../../src/cli/json-fault.ts';

test.each([
  ['', 1, 1, 'a value', 'the end'],
  ['{"a": 1,}', 1, 9, 'a name in double quotes', '"}"'],
  ['{"a": 1\n "b": 2}', 2, 2, 'a comma or }', String.raw`"\"b\": 2}"`],
  ['{"a" 1}', 1, 6, 'a colon', '"1}"'],
  ["{'a': 1}", 1, 2, 'a name in double quotes', `"'a': 1}"`],
  ['[1, 2', 1, 6, 'a comma or ]', 'the end'],
  ['[,1]', 1, 2, 'a value', '",1]"'],
  ['[1 2]', 1, 4, 'a comma or ]', '"2]"'],
  ['{"a": undefined}', 1, 7, 'a value', '"undefined}"'],
  ['{"a": 01}', 1, 8, 'a comma or }', '"1}"'],
  ['{"a": "b\nc"}', 1, 7, 'a string that is closed on its line', String.raw`"\"b"`],
  ['{"a":\n\n', 3, 1, 'a value', 'the end'],
  ['// ours\n{}', 1, 1, 'a value', '"// ours"'],
  ['{} and what is behind it', 1, 4, 'the end', '"and what is behind i..."'],
  ['"\\x"', 1, 1, 'a string that is closed on its line', String.raw`"\"\\x\""`],
  ['{"a":1,\n"b":2,\r\n"c"=3}', 3, 4, 'a colon', '"=3}"'],
])('%j is no JSON from line %i, column %i on', (text, line, column, expected, got) => {
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  expect(findJsonFault(text)).toEqual({ line, column, expected, got });
});

test('values in one another without end are refused before they fill the stack', () => {
  const fault = findJsonFault('['.repeat(1_000_000));
  expect(fault).toMatchObject({ line: 1, column: 102, expected: 'at most 100 values in one another' });
});

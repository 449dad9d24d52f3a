/** The finder of JSON faults against `JSON.parse`, on JSON and on JSON with one character changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from '../../src/cli/json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('what JSON.parse takes has no fault', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(undefined, 2, '\t'), (text, indent) => {
      expect(findJsonFault(JSON.stringify(JSON.parse(text), undefined, indent))).toBeUndefined();
    }),
  );
});

test('what JSON.parse refuses has one, and nothing else has', () => {
  const character = fc.constantFrom(...Array.from('{}[]",:\\0123456789.eE+-truefalsn \n\t\u0000é'));
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.nat(), fc.nat(1), character, (json, place, removed, inserted) => {
      const at = place % (json.length + 1);
      const text = json.slice(0, at) + inserted + json.slice(at + removed);
      expect(findJsonFault(text) === undefined, text).toBe(isJson(text));
    }),
    { numRuns: 1000 },
  );
});

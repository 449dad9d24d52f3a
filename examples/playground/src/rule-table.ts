/** The table of rules: the verdict of each, what it asks, and why it refuses or could not tell. */
import { element } from './element.ts';
import { factList, type Fact } from './fact-list.ts';
import { formatQuantity } from './figures.ts';
import { describePermanence, rejectFacts, ruleQuestion } from './reject-words.ts';
import type { JudgedRule } from './rule-verdicts.ts';

export function ruleTable(rules: readonly JudgedRule[]): HTMLTableElement {
  return element('table', { class: 'rules' }, [
    element('caption', {}, 'Rules'),
    element('thead', {}, [
      element('tr', {}, [element('th', { scope: 'col' }, 'Verdict'), element('th', { scope: 'col' }, 'Rule')]),
    ]),
    element('tbody', {}, rules.map(ruleRow)),
  ]);
}

function ruleRow(judged: JudgedRule): HTMLTableRowElement {
  const { rule, verdict } = judged;
  const question = ruleQuestion(rule.id);
  return element('tr', { class: `verdict-${verdict.replace(' ', '-')}` }, [
    element('td', {}, [element('span', { class: 'verdict' }, verdict)]),
    element('th', { scope: 'row' }, [
      element('code', {}, rule.id),
      ...(question === undefined ? [] : [element('p', {}, question)]),
      ...details(judged),
      element('small', {}, rule.source),
    ]),
  ]);
}

function details(judged: JudgedRule): HTMLElement[] {
  if (judged.verdict === 'unchecked') return [element('p', { class: 'missing' }, `Unchecked: ${judged.missing}.`)];
  if (judged.verdict !== 'failed') return [];
  const { reject, because } = judged;
  const facts: Fact[] = [
    ['reject', reject.reason],
    ['stands', describePermanence(reject.permanence)],
    ...(because === undefined ? [] : [['because', because] as const]),
    ...rejectFacts(reject),
  ];
  return [factList(facts)];
}

/** The verdicts in one sentence. */
export function summarise(rules: readonly JudgedRule[]): string {
  const failed = rules.find(({ verdict }) => verdict === 'failed');
  if (failed !== undefined) return `Refused by the rule ${failed.rule.id}.`;
  const count = (wanted: string): number => rules.filter(({ verdict }) => verdict === wanted).length;
  const [passed, unchecked] = [count('passed'), count('unchecked')];
  const rest = unchecked === 0 ? '' : `, ${formatQuantity(unchecked, 'rule')} could not be judged`;
  return `Not refused: ${formatQuantity(passed, 'rule')} passed${rest}.`;
}

/** The panel "Inspect a header": what 80 bytes say, and what each rule says of them. */
import { networks, type NetworkName } from 'midstate/consensus';
import { bytesToHex, hexToBytes } from 'midstate/primitives';
import { drawComparison } from '../digit-comparison.ts';
import { element, labelled, setText, type Child } from '../element.ts';
import { factList } from '../fact-list.ts';
import { layOutFields } from '../field-bytes.ts';
import { formatCount, formatSignificant } from '../figures.ts';
import { shortHash } from '../format.ts';
import { inspectHeader, type HeaderInspection, type TypedHeader } from '../header-inspection.ts';
import { pageEngine } from '../page-engine.ts';
import { createPageTick } from '../page-tick.ts';
import { ruleTable, summarise } from '../rule-table.ts';
import { describeComparison } from '../work-explanation.ts';

/** Block 1 of Bitcoin's main network. */
const HEADER_1 =
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000' +
  '982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299';

/** The last bit of the nonce. */
const BROKEN_BYTE = 79;

const EXAMPLES: readonly { readonly name: string; readonly hex: () => string }[] = [
  { name: 'Mainnet header 0', hex: () => bytesToHex(networks.mainnet.genesis) },
  { name: 'Mainnet header 1', hex: () => HEADER_1 },
  { name: 'Header 1, one bit broken', hex: () => bytesToHex(withOneBitBroken(hexToBytes(HEADER_1))) },
];

function withOneBitBroken(header: Uint8Array): Uint8Array {
  header[BROKEN_BYTE]! ^= 1;
  return header;
}

export function mountInspectPanel(section: HTMLElement): void {
  const inputs = {
    header: element('textarea', { rows: 4, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' }),
    height: element('input', { inputmode: 'numeric', autocomplete: 'off' }),
    before: element('textarea', { rows: 2, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' }),
  };
  const network = element(
    'select',
    {},
    Object.keys(networks).map((name) => element('option', { value: name }, name)),
  );
  const problem = element('p', { class: 'problem', id: 'inspect-problem', role: 'alert' });
  const summary = element('p', { class: 'status', role: 'status' });
  const result = element('div', { class: 'inspection' });

  /** How often it was asked: an answer that comes after the next question is not shown. */
  let asked = 0;

  async function inspect(): Promise<void> {
    const question = ++asked;
    const typed: TypedHeader = {
      header: inputs.header.value,
      height: inputs.height.value,
      before: inputs.before.value,
    };
    const params = networks[network.value as NetworkName];
    const now = Math.floor(Date.now() / 1000);
    const hasher = await pageEngine();
    const inspected = await inspectHeader(typed, { params, hasher, now, tick: createPageTick() });
    if (question !== asked) return;
    const wrong = inspected.ok ? undefined : inspected.field;
    for (const [name, input] of Object.entries(inputs)) {
      input.setAttribute('aria-invalid', String(name === wrong));
      if (name === wrong) input.setAttribute('aria-describedby', problem.id);
      else input.removeAttribute('aria-describedby');
    }
    setText(problem, inspected.ok ? '' : inspected.problem);
    setText(
      summary,
      inspected.ok ? `${placeWords(inspected.inspection, params.name)} ${summarise(inspected.inspection.rules)}` : '',
    );
    result.replaceChildren(...(inspected.ok ? explain(inspected.inspection) : []));
  }

  const examples = EXAMPLES.map(({ name, hex }) =>
    element(
      'button',
      {
        type: 'button',
        onclick: () => {
          inputs.header.value = hex();
          inputs.height.value = '';
          inputs.before.value = '';
          network.value = 'mainnet';
          void inspect();
        },
      },
      name,
    ),
  );
  const form = element(
    'form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        void inspect();
      },
    },
    [
      element('div', { class: 'examples', role: 'group', 'aria-label': 'Examples' }, examples),
      labelled('Header in hex', inputs.header),
      element('div', { class: 'controls' }, [
        labelled('Network', network),
        labelled('Height', inputs.height, 'optional'),
      ]),
      labelled('Headers before it', inputs.before, 'optional, in hex, lowest first, for the rules that need ancestors'),
      element('button', { type: 'submit', class: 'primary' }, 'Inspect'),
    ],
  );
  section.append(
    element(
      'p',
      { class: 'lead' },
      'Paste the 80 bytes of a block header, and see what they say and which rule says what of them.',
    ),
    form,
    problem,
    summary,
    result,
  );
}

function placeWords({ height, work }: HeaderInspection, network: string): string {
  const place = height === undefined ? '' : ` at height ${formatCount(height)}`;
  return `${network} header${place}, ${shortHash(work.hashHex)}.`;
}

function explain({ fields, work, rules }: HeaderInspection): Child[] {
  const difficulty = formatSignificant(work.difficulty);
  const hashes = formatCount(work.expectedHashes);
  const { bytes, rows } = layOutFields(fields, {
    bits: [`Target ${work.targetHex}`, `Difficulty ${difficulty}: ${hashes} hashes on average.`],
  });
  return [
    element('h3', {}, 'The 80 bytes'),
    bytes,
    element('table', { class: 'fields' }, [
      element('caption', {}, 'Fields'),
      element('thead', {}, [
        element('tr', {}, [element('th', { scope: 'col' }, 'Field'), element('th', { scope: 'col' }, 'Value')]),
      ]),
      element('tbody', {}, rows),
    ]),
    element('h3', {}, 'Proof of work'),
    element('p', { class: 'legend' }, 'The target above, the hash below it, most significant digit first:'),
    drawComparison(work),
    element('p', { class: work.isMet ? 'is-met' : 'is-missed' }, describeComparison(work)),
    factList([
      ['Block hash', work.hashHex],
      ['Target', work.targetHex],
      ['Difficulty', `${difficulty}; this hash would have met ${formatSignificant(work.hashDifficulty)}`],
      ['Work', `${hashes} hashes on average until one is low enough: what the block adds to the work of its chain`],
    ]),
    ruleTable(rules),
  ];
}

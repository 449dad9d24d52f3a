/**
 * The architecture's rules: which room may import which, what is a room's door, and where built-ins, packages and the
 * clock may be used. A room is a folder of `src`, or a file that lies directly in it. `src/README.md` says why.
 */
import ts from 'typescript';
import { cyclesOf, edgesOf, parse, walk, type Edge, type SourceFiles, type SubpathImports } from './import-graph.ts';

/** What a room may import beyond itself and `FOR_EVERYONE`; `types` may only be imported as types. */
interface Permission {
  readonly values: readonly string[] | 'everything';
  readonly types?: readonly string[];
}

const FOR_EVERYONE = ['errors', 'primitives'];

const MATRIX: Readonly<Record<string, Permission>> = {
  errors: { values: [] },
  primitives: { values: [] },
  consensus: { values: [] },
  engine: { values: [] },
  store: { values: [] },
  chain: { values: ['consensus'], types: ['store'] },
  miner: { values: ['engine'] },
  puzzle: { values: ['engine'], types: ['miner'] },
  economics: { values: ['consensus'] },
  network: { values: ['consensus'], types: ['chain', 'miner'] },
  devnet: { values: ['consensus', 'chain', 'store', 'miner', 'economics'] },
  simulation: { values: ['consensus', 'chain', 'economics'] },
  compliance: { values: ['engine', 'store'] },
  cli: { values: 'everything' },
  index: { values: 'everything' },
};

/** Entries of the package beside a folder's `index.ts`, and the rooms that may reach for them. */
const SIDE_DOORS: Readonly<Record<string, readonly string[]>> = {
  'src/store/level-store.ts': ['cli'],
  'src/store/indexeddb-store.ts': [],
};

/** The optional packages, and the files that may import each. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'classic-level': ['src/store/level-store.ts', 'src/store/level-database.ts'],
};

const ROOMS_WITH_CLOCK = ['miner', 'devnet', 'network', 'cli'];
/** Files elsewhere that measure durations, and may read no other clock. */
const FILES_WITH_STOPWATCH = ['src/engine/choose-streams.ts'];
const CLOCK_OR_CHANCE =
  /^(?:globalThis\.)?(?:Date\.now|performance\.now|Math\.random|crypto\.(?:getRandomValues|randomUUID))$/;

export type RuleName =
  | 'room' // a room that the matrix does not name
  | 'matrix' // an import that the matrix does not allow
  | 'type-only' // a value import where only types are allowed
  | 'door' // an import of another room's file that is not its index.ts
  | 'own-index' // an import of the own room's index.ts
  | 'cycle'
  | 'built-in'
  | 'package'
  | 'unresolved'
  | 'clock'
  | 'front-door'; // something other than re-exports in src/index.ts

export interface Violation {
  readonly rule: RuleName;
  readonly file: string;
  readonly message: string;
}

/** The findings, and how much was looked at: a check of nothing finds nothing. */
export interface Findings {
  readonly violations: readonly Violation[];
  readonly files: number;
  readonly edges: number;
}

/** Checks all rules over the files of `src`. */
export function checkArchitecture(files: SourceFiles, subpathImports: SubpathImports = new Map()): Findings {
  const edges = [...files.keys()].flatMap((path) => edgesOf(path, files, subpathImports));
  const violations = [
    ...[...files].flatMap(([path, text]) => checkFile(path, text)),
    ...edges.flatMap((edge) => checkEdge(edge)),
    ...cyclesOf(edges).map((cycle): Violation => ({
      rule: 'cycle',
      file: cycle[0] ?? '',
      message: cycle.join(' -> '),
    })),
  ];
  return { violations, files: files.size, edges: edges.length };
}

/** `engine` for `src/engine/load.ts`, `errors` for `src/errors.ts`. */
function roomOf(path: string): string {
  const [, first = ''] = path.split('/');
  return first.replace(/\.ts$/, '');
}

function checkFile(path: string, text: string): Violation[] {
  const violations: Violation[] = [];
  const room = roomOf(path);
  const add = (rule: RuleName, message: string): void => void violations.push({ rule, file: path, message });
  if (!Object.hasOwn(MATRIX, room)) add('room', `${room} is not in the import matrix`);

  const source = parse(path, text);
  if (path === 'src/index.ts') {
    const other = source.statements.find(
      (statement) => !ts.isExportDeclaration(statement) || !statement.moduleSpecifier,
    );
    if (other) add('front-door', `expected re-exports only, got ${ts.SyntaxKind[other.kind]}`);
  }
  if (!ROOMS_WITH_CLOCK.includes(room)) {
    walk(source, (node) => {
      const name = ts.isPropertyAccessExpression(node) ? node.getText(source).replaceAll(/\s/g, '') : '';
      const isStopwatch = name === 'performance.now' && FILES_WITH_STOPWATCH.includes(path);
      if (CLOCK_OR_CHANCE.test(name) && !isStopwatch) add('clock', `${name} in ${room}`);
      if (ts.isNewExpression(node) && node.expression.getText(source) === 'Date') add('clock', `new Date in ${room}`);
    });
  }
  return violations;
}

function checkEdge({ from, to, typeOnly }: Edge): Violation[] {
  const room = roomOf(from);
  const violation = (rule: RuleName, what: string): Violation[] => [{ rule, file: from, message: `imports ${what}` }];
  switch (to.kind) {
    case 'generated':
      return [];
    case 'unresolved':
      return violation('unresolved', to.name);
    case 'built-in':
      return mayUseBuiltIns(from) ? [] : violation('built-in', to.name);
    case 'manifest': // versions, for the command to show
      return room === 'cli' ? [] : violation('package', to.name);
    case 'package':
      return PACKAGES[to.name]?.includes(from) === true ? [] : violation('package', to.name);
    case 'file': {
      const target = roomOf(to.path);
      if (target === room) {
        return to.path === `src/${room}/index.ts` ? violation('own-index', to.path) : [];
      }
      const allowed = permissionOf(room, target);
      if (allowed === 'no') return violation('matrix', `${to.path}, and ${room} may not import ${target}`);
      if (!isDoor(to.path, target, room)) return violation('door', `${to.path} past ${target}'s index.ts`);
      if (allowed === 'types' && !typeOnly) return violation('type-only', `${to.path} as a value`);
      return [];
    }
  }
}

function permissionOf(room: string, target: string): 'values' | 'types' | 'no' {
  const permission = Object.hasOwn(MATRIX, room) ? MATRIX[room] : undefined;
  if (permission === undefined) return 'no';
  // The front door is for users: no room stands behind it. Primitives may import errors, never the other way round.
  if (target === 'index' || room === 'errors') return 'no';
  if (permission.values === 'everything') return 'values';
  if (FOR_EVERYONE.includes(target) || permission.values.includes(target)) return 'values';
  return permission.types?.includes(target) === true ? 'types' : 'no';
}

function isDoor(path: string, target: string, from: string): boolean {
  const doors = [`src/${target}.ts`, `src/${target}/index.ts`];
  return doors.includes(path) || (SIDE_DOORS[path]?.includes(from) ?? false);
}

function mayUseBuiltIns(path: string): boolean {
  return path.endsWith('.node.ts') || path === 'src/store/level-store.ts' || path.startsWith('src/cli/');
}

/**
 * Reads what every source file imports, with the TypeScript parser, and resolves it to other source files.
 *
 * Types count: an `import type`, an `import('...')` type and an `export ... from` are edges like any other.
 */
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/** Source text by path from the repository's root, such as `src/engine/index.ts`. */
export type SourceFiles = ReadonlyMap<string, string>;

/** What a `#name` of `package.json#imports` may stand for: source paths. */
export type SubpathImports = ReadonlyMap<string, readonly string[]>;

/** One import, as written. `undefined` stands for a dynamic import of something that is not a string literal. */
export interface WrittenImport {
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
}

/** Where an import leads. */
export type Destination =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'generated' | 'manifest' | 'built-in' | 'package' | 'unresolved'; readonly name: string };

/** One edge of the graph. */
export interface Edge {
  readonly from: string;
  readonly to: Destination;
  readonly typeOnly: boolean;
}

/** The syntax tree of one file. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
}

/** Calls `visit` for every node of a file, outermost first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Every import of a file: static, re-exported, dynamic, required, or in a type. */
export function importsOf(source: ts.SourceFile): WrittenImport[] {
  const imports: WrittenImport[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    const text = specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
    imports.push({ specifier: text, typeOnly });
  };
  walk(source, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, false);
    } else if (ts.isCallExpression(node)) {
      const called = node.expression;
      const required = ts.isIdentifier(called) && called.text === 'require';
      if (called.kind === ts.SyntaxKind.ImportKeyword || required) add(node.arguments[0], false);
    }
  });
  return imports;
}

/** All edges that leave `path`; an entry of `subpathImports` leads to each file that it may stand for. */
export function edgesOf(path: string, files: SourceFiles, subpathImports: SubpathImports): Edge[] {
  return importsOf(parse(path, files.get(path) ?? '')).flatMap(({ specifier, typeOnly }) =>
    destinations(path, specifier, files, subpathImports).map((to) => ({ from: path, to, typeOnly })),
  );
}

function destinations(
  from: string,
  specifier: string | undefined,
  files: SourceFiles,
  subpathImports: SubpathImports,
): Destination[] {
  if (specifier === undefined) return [{ kind: 'unresolved', name: 'an import of a computed name' }];
  if (specifier.startsWith('#')) {
    const paths = subpathImports.get(specifier);
    if (paths === undefined) return [{ kind: 'unresolved', name: specifier }];
    return paths.map((path) => sourceFile(path, specifier, files));
  }
  if (specifier.endsWith('/package.json')) return [{ kind: 'manifest', name: specifier }];
  if (specifier.startsWith('.')) return [sourceFile(posix.join(posix.dirname(from), specifier), specifier, files)];
  return [{ kind: isBuiltin(specifier) ? 'built-in' : 'package', name: specifier }];
}

function sourceFile(path: string, specifier: string, files: SourceFiles): Destination {
  // kernels are built as well
  if (path.endsWith('.generated.ts') || path.endsWith('.wasm')) return { kind: 'generated', name: path };
  return files.has(path) ? { kind: 'file', path } : { kind: 'unresolved', name: specifier };
}

/**
 * The import cycles of the graph: for each group of files that reach one another, one shortest way around, the first
 * file repeated at the end.
 */
export function cyclesOf(edges: readonly Edge[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    if (to.kind !== 'file') continue;
    next.set(from, (next.get(from) ?? new Set()).add(to.path));
  }
  const cycles: string[][] = [];
  const seen = new Set<string>();
  for (const start of [...next.keys()].toSorted()) {
    if (seen.has(start)) continue;
    const cycle = shortestWayBack(start, next);
    if (cycle === undefined) continue;
    for (const path of cycle) seen.add(path);
    cycles.push(cycle);
  }
  return cycles;
}

function shortestWayBack(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const path of queue) {
    for (const neighbour of next.get(path) ?? []) {
      if (neighbour === start) {
        const way = [start];
        for (let at = path; at !== start; at = cameFrom.get(at) ?? start) way.unshift(at);
        return [start, ...way];
      }
      if (cameFrom.has(neighbour)) continue;
      cameFrom.set(neighbour, path);
      queue.push(neighbour);
    }
  }
  return undefined;
}

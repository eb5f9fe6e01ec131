// A source file as the tidy checks see it: plain facts, taken from the syntax tree that the
// TypeScript compiler makes.
import {
  type CallExpression,
  computeLineStarts,
  type ImportDeclaration,
  isArrowFunction,
  isAsExpression,
  isCallExpression,
  isExportDeclaration,
  isIdentifier,
  isImportDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isNamedImports,
  isNewExpression,
  isNonNullExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  isTypeAliasDeclaration,
  isTypeAssertion as isTypeAssertionExpression,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";

export interface Source {
  /** Relative to the project, with "/". */
  readonly path: string;
  readonly lines: readonly string[];
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionSize[];
  /** `any`, `!` and `as`, each with its text. */
  readonly escapes: readonly Escape[];
  /** Names that are read: "Date", "Math.random", and the keywords async and await. */
  readonly uses: readonly Use[];
  /** Types declared here as something and a brand. */
  readonly brands: readonly string[];
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** "file": named by new URL("...", import.meta.url), for a worker or a process. */
  readonly kind: "value" | "type" | "file";
  /** export * from */
  readonly isWildcard: boolean;
}

export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

export interface Escape {
  readonly kind: "any" | "!" | "as";
  readonly line: number;
  /** For `as`, the type; otherwise the text. */
  readonly text: string;
}

export interface Use {
  readonly name: string;
  readonly line: number;
}

export function readSource(path: string, file: SourceFile): Source {
  const text = file.text;
  const lines = text.split("\n");
  const starts = computeLineStarts(text);
  const lineOf = (position: number) => lineNumber(starts, position);
  const imports: Import[] = [];
  const functions: FunctionSize[] = [];
  const escapes: Escape[] = [];
  const uses: Use[] = [];
  const brands: string[] = [];
  const visit = (node: Node): void => {
    const line = lineOf(node.getStart(file));
    const found = readImport(node, line);
    if (found !== undefined) imports.push(found);
    if (isFunctionKind(node)) {
      const last = lineOf(node.getEnd());
      functions.push({ name: functionName(node, file), line, lines: last - line + 1 });
    }
    const escaped = readEscape(node, line, file);
    if (escaped !== undefined) escapes.push(escaped);
    const name = readUse(node);
    if (name !== undefined) uses.push({ name, line });
    if (isTypeAliasDeclaration(node) && /readonly \[\w+\]: true/.test(node.type.getText(file))) {
      brands.push(node.name.text);
    }
    node.forEachChild(visit);
  };
  visit(file);
  if (lines.at(-1) === "") lines.pop();
  return { path, lines, imports, functions, escapes, uses, brands };
}

// The number of lines that start at or before the position; the first line is 1.
function lineNumber(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readImport(node: Node, line: number): Import | undefined {
  if (isImportDeclaration(node) && isStringLiteral(node.moduleSpecifier)) {
    const kind = isTypeOnly(node) ? "type" : "value";
    return { specifier: node.moduleSpecifier.text, line, kind, isWildcard: false };
  }
  if (isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    if (!isStringLiteral(node.moduleSpecifier)) return undefined;
    const isWildcard = node.exportClause === undefined;
    const kind = node.isTypeOnly ? "type" : "value";
    return { specifier: node.moduleSpecifier.text, line, kind, isWildcard };
  }
  if (isImportTypeNode(node) && isLiteralTypeNode(node.argument)) {
    const { literal } = node.argument;
    if (!isStringLiteral(literal)) return undefined;
    return { specifier: literal.text, line, kind: "type", isWildcard: false };
  }
  if (isCallExpression(node)) return readDynamicImport(node, line);
  if (isNewExpression(node) && isIdentifier(node.expression) && node.expression.text === "URL") {
    const [first] = node.arguments ?? [];
    const isSource = first !== undefined && isStringLiteral(first) && first.text.endsWith(".ts");
    if (!isSource) return undefined;
    const specifier = first.text.startsWith(".") ? first.text : `./${first.text}`;
    return { specifier, line, kind: "file", isWildcard: false };
  }
  return undefined;
}

function isTypeOnly(node: ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || !isNamedImports(bindings))
    return false;
  return bindings.elements.length > 0 && bindings.elements.every((each) => each.isTypeOnly);
}

function readDynamicImport(node: CallExpression, line: number): Import | undefined {
  const [first] = node.arguments;
  if (node.expression.kind !== SyntaxKind.ImportKeyword || first === undefined) return undefined;
  if (!isStringLiteral(first)) return undefined;
  return { specifier: first.text, line, kind: "value", isWildcard: false };
}

const functionKinds: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

function isFunctionKind(node: Node): boolean {
  return functionKinds.has(node.kind);
}

function functionName(node: Node, file: SourceFile): string {
  const named = isArrowFunction(node) ? node.parent : node;
  if ("name" in named && typeof named.name === "object" && named.name !== null) {
    const { name } = named;
    if ("text" in name && typeof name.text === "string") return name.text;
  }
  return node.getText(file).slice(0, 40).split("\n")[0] ?? "";
}

function readEscape(node: Node, line: number, file: SourceFile): Escape | undefined {
  if (node.kind === SyntaxKind.AnyKeyword) return { kind: "any", line, text: "any" };
  if (isNonNullExpression(node)) return { kind: "!", line, text: node.getText(file) };
  if (!isAsExpression(node) && !isTypeAssertionExpression(node)) return undefined;
  const text = node.type.getText(file);
  return text === "const" ? undefined : { kind: "as", line, text };
}

function readUse(node: Node): string | undefined {
  if (node.kind === SyntaxKind.AsyncKeyword) return "async";
  if (node.kind === SyntaxKind.AwaitExpression) return "await";
  if (node.kind === SyntaxKind.AwaitKeyword) return "await";
  if (isPropertyAccessExpression(node) && isIdentifier(node.expression)) {
    return `${node.expression.text}.${node.name.text}`;
  }
  if (!isIdentifier(node) || isNameOfSomething(node)) return undefined;
  return node.text;
}

// The member in `a.member`, and the name that a declaration or a property gives, are not uses of a
// global.
function isNameOfSomething(node: Node): boolean {
  const { parent } = node;
  return "name" in parent && parent.name === node;
}

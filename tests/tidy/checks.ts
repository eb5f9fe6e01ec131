// The tidy checks: sources in, complaints out. Each complaint names file, line, and the rule that
// is broken.
import { posix } from "node:path";
import type { Import, Source } from "./source.ts";
import {
  bannedInCore,
  budgets,
  type EarnedCast,
  entryFiles,
  type ImportRule,
  importRules,
  isGenerated,
  sameFolderRules,
} from "./table.ts";

/** "path:line: what is wrong" */
export type Complaint = string;

const complain = (source: Source, line: number, what: string): Complaint =>
  `${source.path}:${line}: ${what}`;

/** Every import line against the table. */
export function checkImports(sources: readonly Source[]): readonly Complaint[] {
  return sources.flatMap((source) =>
    isGenerated(source.path) ? [] : [...checkImportsOf(source), ...checkPackagesOf(source)],
  );
}

function checkImportsOf(source: Source): readonly Complaint[] {
  const rule = importRules.find(({ files }) => files.test(source.path));
  if (rule === undefined) return [complain(source, 1, "belongs to no row of the import table")];
  return source.imports.flatMap((found) => {
    const why = whyRefused(rule, source, found);
    if (why === undefined) return [];
    return [complain(source, found.line, `${rule.name} may not import ${found.specifier}: ${why}`)];
  });
}

function whyRefused(rule: ImportRule, source: Source, found: Import): string | undefined {
  const { specifier, kind } = found;
  if (found.isWildcard) return "wildcard exports hide what a door offers";
  if (specifier.startsWith("node:")) return rule.node ? undefined : "no node: here";
  if (!specifier.startsWith(".")) {
    return rule.packages.includes(packageOf(specifier)) ? undefined : "not one of its packages";
  }
  if (!/\.(ts|js|cjs|json)$/.test(specifier)) return "the file's ending is missing";
  const target = resolveImport(source, found);
  if (isInSameFolder(source.path, target)) return undefined;
  if (rule.may.some((pattern) => pattern.test(target))) return undefined;
  const isTypeAllowed = rule.mayTypes.some((pattern) => pattern.test(target));
  if (!isTypeAllowed) return "not in its row of the table";
  return kind === "type" ? undefined : "only types of it";
}

function isInSameFolder(path: string, target: string): boolean {
  return sameFolderRules.some((pattern) => {
    const folder = pattern.exec(path)?.[1];
    return folder !== undefined && target.startsWith(folder);
  });
}

function checkPackagesOf(source: Source): readonly Complaint[] {
  const rule = importRules.find(({ files }) => files.test(source.path));
  if (rule?.onePackage !== true) return [];
  const packages = new Set(
    source.imports
      .map(({ specifier }) => specifier)
      .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
      .map(packageOf),
  );
  if (packages.size <= 1) return [];
  return [
    complain(source, 1, `imports ${[...packages].join(" and ")}: one package behind one file`),
  ];
}

/** Groups of files that import each other in a circle. Types have no order of loading. */
export function checkCycles(sources: readonly Source[]): readonly Complaint[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const state = new Map<string, "open" | "done">();
  const complaints: Complaint[] = [];
  const visit = (source: Source, trail: readonly string[]): void => {
    state.set(source.path, "open");
    const path = [...trail, source.path];
    for (const found of source.imports) {
      const target = byPath.get(resolveImport(source, found));
      if (target === undefined || found.kind !== "value") continue;
      if (state.get(target.path) === "open") {
        const circle = [...path.slice(path.indexOf(target.path)), target.path];
        complaints.push(complain(source, found.line, `import circle: ${circle.join(" -> ")}`));
      } else if (state.get(target.path) === undefined) visit(target, path);
    }
    state.set(source.path, "done");
  };
  for (const source of sources) if (!state.has(source.path)) visit(source, []);
  return complaints;
}

/** Files that no program, thread or test reaches. */
export function checkDeadFiles(sources: readonly Source[]): readonly Complaint[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const visit = (source: Source): void => {
    if (reached.has(source.path)) return;
    reached.add(source.path);
    for (const found of source.imports) {
      const target = byPath.get(resolveImport(source, found));
      if (target !== undefined) visit(target);
    }
  };
  for (const source of sources) {
    if (entryFiles.some((pattern) => pattern.test(source.path))) visit(source);
  }
  return sources
    .filter(({ path }) => !reached.has(path))
    .map((source) => complain(source, 1, "nothing imports or starts this file"));
}

/** File, function, line and head comment. */
export function checkBudgets(sources: readonly Source[]): readonly Complaint[] {
  return sources.filter(({ path }) => !isGenerated(path)).flatMap(checkBudgetsOf);
}

function checkBudgetsOf(source: Source): readonly Complaint[] {
  const { fileLines, functionLines, lineColumns } = budgets;
  const { lines } = source;
  const complaints: Complaint[] = [];
  if (lines.length > fileLines) {
    complaints.push(complain(source, 1, `${lines.length} lines, at most ${fileLines}`));
  }
  for (const { name, line, lines: count } of source.functions) {
    if (count <= functionLines) continue;
    complaints.push(complain(source, line, `${name} has ${count} lines, at most ${functionLines}`));
  }
  lines.forEach((text, index) => {
    if ([...text].length <= lineColumns) return;
    complaints.push(complain(source, index + 1, `wider than ${lineColumns} columns`));
  });
  const head = lines[0]?.startsWith("#!") ? lines.slice(1) : lines;
  const end = head.findIndex((line) => !line.startsWith("//"));
  const comments = end === -1 ? head.length : end;
  if (comments < 1 || comments > budgets.headCommentLines) {
    complaints.push(
      complain(source, 1, "does not begin with 1 to 5 lines of // that say what it is"),
    );
  }
  return complaints;
}

/** Clocks, chance, timers, promises and the like in core. */
export function checkPurity(sources: readonly Source[]): readonly Complaint[] {
  return sources
    .filter(({ path }) => isCore(path) && !isGenerated(path))
    .flatMap((source) =>
      source.uses
        .filter(({ name }) => isBanned(name))
        .map(({ name, line }) => complain(source, line, `core may not use ${name}`)),
    );
}

// Of a member such as process.env it is enough that the object is banned.
function isBanned(name: string): boolean {
  return bannedInCore.has(name) || bannedInCore.has(name.split(".")[0] ?? "");
}

/** any, ! and as. */
export function checkEscapes(
  sources: readonly Source[],
  earned: readonly EarnedCast[],
): readonly Complaint[] {
  return sources
    .filter(({ path }) => !isGenerated(path))
    .flatMap((source) =>
      source.escapes
        .filter(({ kind, text }) => kind !== "as" || !isEarned(source, text, earned))
        .map(({ kind, line, text }) =>
          complain(source, line, kind === "as" ? `unearned: as ${text}` : `${kind} in ${text}`),
        ),
    );
}

// The file that declares a brand is the one that makes it.
function isEarned(source: Source, text: string, earned: readonly EarnedCast[]): boolean {
  if (source.brands.includes(text)) return true;
  return earned.some((cast) => cast.path === source.path && cast.text === text);
}

/** Share of the library rooms' lines that are under core. */
export function pureShare(sources: readonly Source[]): number {
  const rooms = sources.filter(({ path }) => isInRoom(path) && !isGenerated(path));
  const count = (some: readonly Source[]) => some.reduce((sum, { lines }) => sum + lines.length, 0);
  return count(rooms.filter(({ path }) => isCore(path))) / count(rooms);
}

// A driver translates between the kernel and the core, and is measured by its own tests.
function isInRoom(path: string): boolean {
  return /^(fs|logs|dhash)\//.test(path) && !path.startsWith("fs/drivers/");
}

function isCore(path: string): boolean {
  return /^(fs|logs|dhash)\/core\//.test(path);
}

function resolveImport(source: Source, { specifier }: Import): string {
  return posix.join(posix.dirname(source.path), specifier);
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

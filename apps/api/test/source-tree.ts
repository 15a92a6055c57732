import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../../..');
const skipped = new Set(['node_modules', 'dist', 'test-results', 'coverage', '.vite']);

/** One file of the repository. */
export interface SourceFile {
  /** From the top of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A function with a body: where it begins and how many lines it takes. */
export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/** A declaration that other files may use. */
export interface Exported {
  readonly name: string;
  readonly line: number;
  readonly isFunction: boolean;
  readonly isDocumented: boolean;
}

/** The files under a folder whose name ends in one of these; generated folders are left out. */
export function filesUnder(folder: string, endings: readonly string[] = ['.ts', '.tsx', '.mjs']): SourceFile[] {
  const found: SourceFile[] = [];
  const walk = (at: string): void => {
    for (const entry of fs.readdirSync(path.join(root, at), { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const child = `${at}/${entry.name}`;
      if (entry.isDirectory()) walk(child);
      else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(fileAt(child));
    }
  };
  if (fs.existsSync(path.join(root, folder))) walk(folder);
  return found;
}

/** One file by its path from the top; throws when it is not there. */
export const fileAt = (at: string): SourceFile => ({ path: at, text: fs.readFileSync(path.join(root, at), 'utf8') });

/** The modules a file imports, also by `import()` and `export … from`. */
export const importsOf = ({ path: at, text }: SourceFile): string[] =>
  ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.') ? path.posix.join(path.posix.dirname(at), fileName) : fileName,
    );

/** The text without comments, line by line as before. */
export function withoutComments({ text }: SourceFile): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.JSX, text);
  let out = '';
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const isComment = kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia;
    out += isComment ? scanner.getTokenText().replace(/[^\n]/g, ' ') : scanner.getTokenText();
  }
  return out;
}

/** Every function of the file with its size. */
export function functionsOf(file: SourceFile): FunctionSize[] {
  const source = parse(file);
  const found: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      found.push({ name: nameOf(node), line: first + 1, lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What the file exports by its own declarations. */
export function exportsOf(file: SourceFile): Exported[] {
  const source = parse(file);
  return source.statements.flatMap((statement): Exported[] => {
    if (
      !ts.canHaveModifiers(statement) ||
      !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    )
      return [];
    const line = source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1;
    const isDocumented = ts.getJSDocCommentsAndTags(statement).length > 0;
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name, initializer }) => ({
        name: name.getText(source),
        line,
        isDocumented,
        isFunction:
          initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)),
      }));
    const name = (statement as ts.DeclarationStatement).name?.getText(source);
    return name ? [{ name, line, isDocumented, isFunction: ts.isFunctionDeclaration(statement) }] : [];
  });
}

/** Whether the file declares that type of an `interface` under the name, and how many members it has. */
export function membersOf(file: SourceFile, name: string): number {
  const found = parse(file).statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  return found && ts.isInterfaceDeclaration(found) ? found.members.length : 0;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  return parent && 'name' in parent && parent.name ? (parent.name as ts.Node).getText() : 'a function without a name';
}

const parsed = new Map<string, ts.SourceFile>();
function parse({ path: at, text }: SourceFile): ts.SourceFile {
  const known = parsed.get(at);
  if (known) return known;
  const kind = at.endsWith('.tsx') ? ts.ScriptKind.TSX : at.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  const source = ts.createSourceFile(at, text, ts.ScriptTarget.Latest, true, kind);
  parsed.set(at, source);
  return source;
}

/**
 * Collects the texts that readers see in src/ into l10n/bundle.l10n.json, from which translations are made: those of `vscode.l10n.t` by
 * VS Code's own tool, and those of sentence`...`, which it does not know.
 *
 *   tsx scripts/l10n.ts           writes the file
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '..');
const SRC = path.join(ROOT, 'src');
export const BUNDLE = path.join(ROOT, 'l10n', 'bundle.l10n.json');

/** The texts by themselves, in alphabetical order: the form that VS Code reads. */
async function collectTexts(): Promise<Record<string, string>> {
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(SRC, name), 'utf8'));
  const texts = new Set([...(await calledTexts(sources)), ...sources.flatMap(sentences)]);
  return Object.fromEntries([...texts].sort().map((text) => [text, text]));
}

/** The content of the bundle. */
export async function bundleText(): Promise<string> {
  return `${JSON.stringify(await collectTexts(), undefined, 2)}\n`;
}

/** The texts of `vscode.l10n.t`. ESLint sees to it that each is a text in quotes. */
async function calledTexts(sources: readonly string[]): Promise<string[]> {
  const files = sources
    .filter((source) => source.includes('l10n.t('))
    // The tool knows the form of import that the project does without.
    .map((source) => source.replace("import vscode = require('vscode')", "import * as vscode from 'vscode'"))
    .map((contents) => ({ extension: '.ts', contents }));
  return Object.keys(await getL10nJson(files));
}

/** The texts of sentence`...`, with `{0}` for what stands in it: as `sentence` makes them. */
function sentences(source: string): string[] {
  if (!source.includes('sentence`')) return [];
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag) && node.tag.text === 'sentence') {
      texts.push(templateOf(node.template));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', source, ts.ScriptTarget.Latest, true));
  return texts;
}

function templateOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce((text, span, at) => `${text}{${at}}${span.literal.text}`, template.head.text);
}

if (path.basename(process.argv[1] ?? '') === 'l10n.ts') {
  void bundleText().then((text) => writeFileSync(BUNDLE, text));
}

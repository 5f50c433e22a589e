/**
 * Collects the texts of `vscode.l10n.t` and sentence`...` in src/ into l10n/bundle.l10n.json, from which translations are made.
 *
 *   tsx scripts/l10n.ts           writes the file
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '..');
export const BUNDLE = path.join(ROOT, 'l10n', 'bundle.l10n.json');

/** The texts in alphabetical order, in the form that VS Code reads. */
export function collectTexts(): Record<string, string> {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const texts = new Set(files.flatMap((name) => textsOf(path.join(ROOT, 'src', name))));
  return Object.fromEntries([...texts].sort().map((text) => [text, text]));
}

/** This file translates the texts that others mark. Its own call has no fixed text. */
const TRANSLATES = path.join(ROOT, 'src', 'platform', 'localised.ts');

/** @throws Error when a text is not a string in the code: it could never be translated */
function textsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source) === 'sentence') {
      texts.push(templateOf(node.template));
    }
    if (file !== TRANSLATES && ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText(source))) {
      const [text] = node.arguments;
      if (!text || !ts.isStringLiteralLike(text)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        throw new Error(
          `${path.relative(ROOT, file)}:${line + 1}: l10n.t needs a text in quotes as its first argument.`,
        );
      }
      texts.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** The text of a marked sentence, with `{0}` and so on for its values, as `sentence` builds it. */
function templateOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce((text, span, at) => `${text}{${at}}${span.literal.text}`, template.head.text);
}

export function bundleText(): string {
  return `${JSON.stringify(collectTexts(), undefined, 2)}\n`;
}

if (path.basename(process.argv[1] ?? '') === 'l10n.ts') writeFileSync(BUNDLE, bundleText());

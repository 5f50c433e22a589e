import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatOf, PAPER_EXTENSIONS, PAPER_LANGUAGES } from '../../../src/core/paper/format';
import { BUNDLE, bundleText } from '../../../scripts/l10n';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (...names: string[]): string => readFileSync(path.join(ROOT, ...names), 'utf8');
const text = read('package.json');
const manifest = JSON.parse(text) as {
  activationEvents: string[];
  contributes: {
    languages: { id: string; configuration: string }[];
    commands: { command: string; title: string; category?: string }[];
    menus: Record<string, { command: string; when?: string }[]> & {
      commandPalette: { command: string; when: string }[];
    };
    views: Record<string, { id: string }[]>;
    configuration: { properties: Record<string, { default?: unknown; markdownDescription: string }> };
    keybindings: { command: string; key: string; mac?: string; when?: string; args?: { ofViews?: boolean } }[];
    walkthroughs: { steps: { description: string; media: { markdown: string }; completionEvents: string[] }[] }[];
    viewsWelcome: { contents: string }[];
  };
};
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
/** Commands that VS Code creates for each view. */
const isKnown = (command: string): boolean => commands.has(command) || /^evidence\.\w+\.focus$/.test(command);

describe('what wakes the extension', () => {
  it('every language of papers wakes the extension; markdown through an empty language configuration', () => {
    const others = PAPER_LANGUAGES.filter((language) => language !== 'markdown');
    expect(manifest.activationEvents).toEqual([
      ...others.map((language) => `onLanguage:${language}`),
      'onNotebook:jupyter-notebook',
    ]);
    expect(manifest.contributes.languages).toEqual([{ id: 'markdown', configuration: './media/markdown.json' }]);
    expect(JSON.parse(read('media', 'markdown.json'))).toEqual({});
  });
});

describe('where questions are offered', () => {
  it('the extension and the explorer offer questions for the same languages and file names', () => {
    const languages = `/^(${PAPER_LANGUAGES.join('|')})$/`;
    const extensions = `/^\\.(${PAPER_EXTENSIONS.join('|')})$/i`;
    const offered = [...manifest.contributes.keybindings, ...Object.values(manifest.contributes.menus).flat()].filter(
      ({ command, when = '' }) => command === 'evidence.highlight' && /LangId|Extname/.test(when),
    );
    expect(offered).toHaveLength(4);
    for (const { when } of offered) {
      expect(/LangId =~ (\S+)/.exec(when!)?.[1]).toBe(languages);
      expect(/resourceExtname =~ (\S+)/.exec(when!)?.[1]).toBe(extensions);
      // The extension may start long after the editor shows a large paper: what starts it must not wait for a key that it sets.
      expect(when).not.toContain('evidence.');
    }
  });

  it('the keys to ask hold in every view of ours, and mean the paper that the views show', () => {
    const inViews = manifest.contributes.keybindings.find(({ args }) => args?.ofViews === true);
    expect(inViews?.command).toBe('evidence.highlight');
    const [, names] = /focusedView =~ \/\^evidence\\\.\(([\w|]+)\)\$\//.exec(inViews!.when!) ?? [];
    const views = manifest.contributes.views['evidence']!.map(({ id }) => id.replace('evidence.', ''));
    expect(names?.split('|').sort()).toEqual(views.sort());
  });

  it('the papers of a folder have by default the endings that questions are offered for, but not those of plain text', () => {
    const { default: include } = manifest.contributes.configuration.properties['evidence.papers.include']!;
    const marked = PAPER_EXTENSIONS.filter((extension) => formatOf(`paper.${extension}`) !== 'text');
    expect(include).toEqual([`**/*.{${marked.join(',')}}`]);
  });
});

describe('the palette', () => {
  const { commands: declared, menus } = manifest.contributes;
  const hidden = new Map(menus.commandPalette.map(({ command, when }) => [command, when]));

  it('the palette shows a new reader six entries, once the extension has started: asking, the model and the sample', () => {
    const shown = declared.filter(({ command }) => !hidden.has(command)).map(({ command }) => command);
    expect(shown).toEqual(
      ['highlight', 'ask', 'models', 'downloadModel', 'askAllPapers', 'openSample'].map((id) => `evidence.${id}`),
    );
    // Each clause needs a key that is not set before the first question or model, or that is set to hide until then, or a page or a server.
    for (const [command, when] of hidden) {
      expect(commands.has(command), command).toBe(true);
      for (const either of when.split(' || '))
        expect(either, command).toMatch(
          /^(evidence\.(hasAnswer|hasQuestions|hasComparison|hasAsked|hasModel|hasUsedModels|isAsking)\b|activeWebviewPanelId == |config\.evidence\.server\.url != ''$)/,
        );
    }
  });

  it('the palette names all commands but the first in one category, and finds asking by "ask" and by "question"', () => {
    const [first, ...others] = declared;
    expect([first!.command, texts[first!.title.replaceAll('%', '')]]).toEqual([
      'evidence.highlight',
      'Highlight evidence',
    ]);
    expect(new Set(others.map(({ category }) => category))).toEqual(new Set(['%category%']));
    expect(texts['category']).toBe('Evidence Lens');
    expect(texts['command.ask']).toMatch(/^Ask This Paper\b.*\bQuestion$/);
  });

  it('offers to check and to remove a model only while there is one', () => {
    expect(hidden.get('evidence.checkModel')).toBe('evidence.hasModel');
    expect(hidden.get('evidence.removeModel')).toBe('evidence.hasModel');
  });
});

describe('texts that readers see', () => {
  it('all texts of the manifest are in package.nls.json, and no others', () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
  });

  it('each setting begins with what it is, in words that are no names of code', () => {
    for (const [id, { markdownDescription }] of Object.entries(manifest.contributes.configuration.properties)) {
      expect(texts[markdownDescription.replaceAll('%', '')], id).toMatch(/^\*\*[A-Z][a-z][\w ]+\.?\*\*/);
    }
  });

  it('all texts of the code are in the bundle for translators (`npx tsx scripts/l10n.ts` writes it)', async () => {
    expect(readFileSync(BUNDLE, 'utf8')).toBe(await bundleText());
    expect(Object.keys(JSON.parse(readFileSync(BUNDLE, 'utf8')) as object).length).toBeGreaterThan(50);
  });

  it('placeholders of texts are numbered without a gap', () => {
    for (const message of Object.keys(JSON.parse(readFileSync(BUNDLE, 'utf8')) as Record<string, string>)) {
      const places = [...new Set([...message.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)))].sort();
      expect(places, message).toEqual(places.map((_, index) => index));
    }
  });
});

describe('help', () => {
  it('the page of keys lists every key of the manifest with its command', () => {
    const page = read('docs', 'KEYBOARD.md');
    const shown = (key: string): string =>
      key
        .split(' ')
        .map((part) => part.replace(/(^|\+)([a-z])/g, (_, plus: string, letter: string) => plus + letter.toUpperCase()))
        .join(' ');
    for (const { key, mac } of manifest.contributes.keybindings) {
      expect(page).toContain(`\`${shown(key)}\``);
      if (mac) expect(page).toContain(`\`${shown(mac)}\``);
    }
    for (const [, title] of page.matchAll(/`Evidence Lens: ((?!Focus)[\w ]+)`/g)) {
      expect(Object.values(texts), `the page of keys names a command: ${title!}`).toContain(title);
    }
  });

  it('the walkthrough has four steps, with pages that ship and commands that exist', () => {
    const [walkthrough] = manifest.contributes.walkthroughs;
    expect(walkthrough!.steps).toHaveLength(4);
    const ignore = read('.vscodeignore').split('\n');
    expect(ignore).toContain('!media/*.md');
    for (const { description, media, completionEvents } of walkthrough!.steps) {
      expect(read(media.markdown)).toMatch(/^## /);
      const linked = [...texts[description.replaceAll('%', '')]!.matchAll(/\(command:([\w.]+)\)/g)].map(
        ([, id]) => id!,
      );
      expect(linked.length).toBeGreaterThan(0);
      for (const command of linked) expect(isKnown(command), command).toBe(true);
      for (const event of completionEvents) expect(isKnown(event.replace('onCommand:', '')), event).toBe(true);
    }
  });

  it('each view has a welcome with one button', () => {
    for (const { contents } of manifest.contributes.viewsWelcome) {
      const lines = texts[contents.replaceAll('%', '')]!.split('\n');
      const buttons = lines.filter((line) => /^\[[^\]]+\]\(command:[\w.]+\)$/.test(line));
      expect(buttons, contents).toHaveLength(1);
    }
  });

  it('help is about a sample that ships', () => {
    expect(readdirSync(path.join(ROOT, 'samples'))).toContain('evidence-lens.md');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeText } from './files';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');

/**
 * Puts generated text into a document of docs/: it replaces everything between `<!-- NAME -->` and `<!-- end of NAME -->`, so that no
 * figure is copied by hand.
 */
export async function writeSections(sections: ReadonlyMap<string, string>, name = 'QUALITY.md'): Promise<void> {
  const file = join(DOCS, name);
  let document = readFileSync(file, 'utf8');
  for (const [section, content] of sections) {
    const begin = `<!-- ${section} -->`;
    const end = `<!-- end of ${section} -->`;
    const from = document.indexOf(begin);
    const to = document.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/${name} has no place for "${section}".`);
    document = `${document.slice(0, from + begin.length)}\n\n${content}\n\n${document.slice(to)}`;
  }
  await writeText(file, document);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeText } from './files';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'QUALITY.md');

/**
 * Puts made text into docs/QUALITY.md: what stands between `<!-- NAME -->` and `<!-- end of NAME -->` is replaced, so that no figure is
 * copied by hand.
 */
export function writeSections(sections: ReadonlyMap<string, string>): void {
  let document = readFileSync(DOCUMENT, 'utf8');
  for (const [name, content] of sections) {
    const begin = `<!-- ${name} -->`;
    const end = `<!-- end of ${name} -->`;
    const from = document.indexOf(begin);
    const to = document.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/QUALITY.md has no place for "${name}".`);
    document = `${document.slice(0, from + begin.length)}\n\n${content}\n\n${document.slice(to)}`;
  }
  writeText(DOCUMENT, document);
}

import { harmless, harmlessJson } from '../core/text/harmless';
import { type CliCommand, parseArguments, positionalsOf } from './command';
import { withClient } from './interruptible';
import { readPaperFile } from './input';

export const chunksCommand: CliCommand = {
  name: 'chunks',
  help: `chunks [--json] FILE
    Shows where a paper is cut into the pieces that are scored one by one.
    --json               one array: start, end (UTF-16 code units) and headings of each chunk`,

  async run(args) {
    const { values, positionals } = parseArguments(args, { json: { type: 'boolean' } });
    const [file] = positionalsOf(positionals, ['FILE']);
    const { text, format, file: fileText } = await readPaperFile(file!);
    const outline = await withClient((client) => client.outline({ text, format }));
    const found = outline?.chunks ?? [];
    // Together they cover the file, of which a notebook's paper is only a part.
    const borders = [0, ...found.slice(1).map(({ start }) => fileText.offsetOf(start)), fileText.text.length];
    const chunks = found.map(({ headings }, at) => ({ start: borders[at]!, end: borders[at + 1]!, headings }));
    if (values.json) console.log(harmlessJson(chunks));
    else
      for (const { start, end, headings } of chunks) console.log(harmless(`${start}-${end}  ${headings.join(' > ')}`));
    return 0;
  },
};

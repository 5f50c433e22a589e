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
    const { text, format } = await readPaperFile(file!);
    const outline = await withClient((client) => client.outline({ text, format }));
    const chunks = outline?.chunks.map(({ start, end, headings }) => ({ start, end, headings })) ?? [];
    if (values.json) console.log(harmlessJson(chunks));
    else
      for (const { start, end, headings } of chunks) console.log(harmless(`${start}-${end}  ${headings.join(' > ')}`));
    return 0;
  },
};

import type { View } from '../core/answers/answer';
import { passageSentences } from '../core/answers/bestSentence';
import { DEFAULT_MODEL } from '../core/answers/engineName';
import { resultOf, selected, type Selection } from '../core/answers/result';
import { unitResults } from '../core/answers/units';
import { DEFAULT_WINDOW_OPTIONS, type WindowOptions } from '../core/process/types';
import { DEFAULT_SPAN_OPTIONS } from '../core/spans/spans';
import { harmlessJson } from '../core/text/harmless';
import { collectAnswer } from '../inference/collect';
import { type CliCommand, countOf, parseArguments, positionalsOf, probabilityOf } from './command';
import { withClient } from './interruptible';
import { readPaperFile } from './input';
import { engineFor, ENGINE_HELP, ENGINE_OPTIONS, tellDevice } from './modelPlace';
import { renderAnswer, paintFor } from './output';
import { KnownError } from '../core/errors/knownError';

const { threshold, minSpanChars, mergeGapChars } = DEFAULT_SPAN_OPTIONS;

const OPTIONS = {
  model: { type: 'string', default: DEFAULT_MODEL },
  threshold: { type: 'string', default: String(threshold) },
  'min-span-chars': { type: 'string', default: String(minSpanChars) },
  'merge-gap-chars': { type: 'string', default: String(mergeGapChars) },
  'max-length': { type: 'string', default: String(DEFAULT_WINDOW_OPTIONS.max_length) },
  'doc-stride': { type: 'string', default: String(DEFAULT_WINDOW_OPTIONS.doc_stride) },
  ...ENGINE_OPTIONS,
  top: { type: 'string' },
  sort: { type: 'string', default: 'place' },
  units: { type: 'string' },
  sentences: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const highlightCommand: CliCommand = {
  name: 'highlight',
  help: `highlight [OPTIONS] FILE "QUESTION"
    Shows the passages of a paper that answer a question, by place, each with its score.
    --model M            the model to use: keyword, acl-verbatim, or the id or folder of a model (default ${DEFAULT_MODEL})
    ${ENGINE_HELP}
    --threshold T        show passages with at least this score, 0 to 1 (default ${threshold})
    --min-span-chars N   leave out shorter passages (default ${minSpanChars})
    --merge-gap-chars N  join passages at most this far apart, where single words are scored (default ${mergeGapChars})
    --max-length N       tokens in a window of a full model (default ${DEFAULT_WINDOW_OPTIONS.max_length})
    --doc-stride N       tokens that neighbouring windows of a full model share (default ${DEFAULT_WINDOW_OPTIONS.doc_stride})
    --top N              show only the N passages with the highest scores
    --sort place|score   by place in the paper (default), or highest score first
    --sentences          also show the sentences of each passage with their scores
    --json               one object: model, question, threshold, spans, chunks, elapsedMs
    --units N            with --json: also the N best paragraphs, list items or table rows, whatever the threshold is`,

  async run(args) {
    const { values, positionals } = parseArguments(args, OPTIONS);
    const view: View = {
      threshold: probabilityOf(values.threshold, '--threshold'),
      minSpanChars: countOf(values['min-span-chars'], '--min-span-chars'),
      mergeGapChars: countOf(values['merge-gap-chars'], '--merge-gap-chars'),
      includeReferences: false,
    };
    const windows: WindowOptions = {
      max_length: countOf(values['max-length'], '--max-length', 1),
      doc_stride: countOf(values['doc-stride'], '--doc-stride'),
    };
    const selection: Selection = {
      top: values.top === undefined ? undefined : countOf(values.top, '--top', 1),
      order: orderOf(values.sort),
    };
    const units = values.units === undefined ? undefined : countOf(values.units, '--units', 1);
    if (units !== undefined && !values.json) throw new KnownError('usage', '--units needs --json');
    const engine = await engineFor(values.model, values);
    const [file, asked] = positionalsOf(positionals, ['FILE', 'QUESTION']);
    const question = asked!.trim();
    if (question === '') throw new KnownError('usage', 'the question is empty');
    const { text, format, file: fileText } = await readPaperFile(file!);
    if (text.trim() === '') throw new KnownError('usage', `${file!}: this paper is empty`);

    const began = performance.now();
    const answer = await withClient(async (client) => {
      const complete = await collectAnswer(client, values.model, { engine, question, text, format, windows });
      await tellDevice(client, engine);
      return complete;
    });
    const result = resultOf(answer, view, Math.round(performance.now() - began), selection, fileText);
    const shown = selected(answer.passages(view), selection);
    const sentences = values.sentences
      ? shown.flatMap((passage) => passageSentences(answer, passage)).map((one) => fileText.inFile(one))
      : undefined;
    if (values.json) {
      const more = {
        ...(sentences ? { sentences } : {}),
        ...(units === undefined ? {} : { units: unitResults(answer, units, fileText) }),
      };
      console.log(harmlessJson({ ...result, ...more }));
    } else {
      const found = answer.passages(view).length;
      console.log(renderAnswer(result, found, answer.best(view), sentences ?? [], paintFor(process.stdout)));
    }
    return 0;
  },
};

function orderOf(value: string): Selection['order'] {
  if (value === 'place' || value === 'score') return value;
  throw new KnownError('usage', `--sort must be place or score, not '${value}'`);
}

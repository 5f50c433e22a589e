import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import { api, hoverAt, open, PAPER, reset, set, type Parts } from './support';

/** Its only word in the sentence that answers is "how". */
const PARAPHRASE = 'How many people took part?';

describe('The built-in model', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  beforeEach(() => set({ model: undefined }));
  afterEach(reset);

  const ask = (args: object): Thenable<HighlightResult | undefined> =>
    vscode.commands.executeCommand('evidence.highlight', args);

  it('the built-in model is the default, and finds a sentence that shares no word with the question', async () => {
    const { document } = await open(PAPER);
    const result = await ask({ question: PARAPHRASE });
    assert.equal(result?.model, 'small');
    const [best] = [...result.spans].sort((a, b) => b.score - a.score);
    assert.match(best!.text, /^The recordings were collected from forty volunteers/);
    assert.equal(document.getText().slice(best!.start, best!.end), best!.text);
    assert.deepEqual(best!.section, ['On running', 'Data collection']);
    assert.match(await hoverAt(document, document.positionAt(best!.start + 1)), /built.{0,2}in model/);
  });

  it('the built-in model lights nothing of the reference list at any threshold', async () => {
    const { document } = await open(PAPER);
    await ask({ question: PARAPHRASE });
    await set({ threshold: 0 });
    const texts = parts.papers.placement(document).passages.map(({ range }) => document.getText(range));
    assert.ok(texts.length > 2);
    assert.ok(!texts.some((text) => text.includes('Smith')));
  });
});

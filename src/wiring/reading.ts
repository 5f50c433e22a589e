import vscode = require('vscode');
import { Annotation } from '../features/annotation/annotation';
import { ExportTrainingRows } from '../features/annotation/exportTrainingRows';
import { AskList } from '../features/checklist/askList';
import { Decorations } from '../features/decorations/decorations';
import { Export } from '../features/export/export';
import { ImportWebAnnotations } from '../features/export/importWebAnnotations';
import { Highlight } from '../features/highlight/highlight';
import { NoResultNotice } from '../features/highlight/noResultNotice';
import { ScoreHints } from '../features/decorations/scoreHints';
import { EvidenceHover } from '../features/decorations/hover';
import { AskLanguageModel } from '../features/languageModel/askLanguageModel';
import { Navigation } from '../features/navigation/navigation';
import { Panel } from '../features/panel/panel';
import { Questions } from '../features/questions/questions';
import { Quotes } from '../features/export/quotes';
import { References, Threshold } from '../features/visibility/visibility';
import { ScoreMapView } from '../features/scoreMap/scoreMap';
import { PassageCount } from '../features/panel/passageCount';
import { Welcome } from '../features/welcome/welcome';
import type { EngineParts } from './engines';
import type { PaperParts } from './papers';
import type { Shared } from './shared';

/** The parts that ask a paper, show its answers and act on them. */
export interface ReadingParts {
  readonly highlight: Highlight;
  readonly panel: Panel;
  readonly questions: Questions;
  readonly scoreMap: ScoreMapView;
  readonly passageCount: PassageCount;
}

export function wireReading(
  shared: Shared,
  { papers, currentPaper, revealer }: PaperParts,
  engines: EngineParts,
): ReadingParts {
  const { context, own, settings, state, questionInput, prompts, client } = shared;
  const { asker, errorRecovery } = engines;
  const panel = own(new Panel(papers, currentPaper, revealer));
  const noResultNotice = new NoResultNotice(papers, prompts, panel);
  const engineOf = (model: string): ReturnType<typeof engines.models.engine> => engines.models.engine(model);
  own(
    new AskList({
      client,
      papers,
      currentPaper,
      settings,
      engines: engineOf,
      errorRecovery,
      extension: context.extensionUri,
    }),
  );
  const highlight = own(
    new Highlight({
      asker,
      papers,
      currentPaper,
      settings,
      state,
      questionInput,
      errorRecovery,
      engineName: (model) => engines.models.engineName(model),
      noResultNotice,
      revealer,
      panel,
    }),
  );
  own(new AskLanguageModel({ client, papers, currentPaper, state, questionInput, revealer, settings }));

  own(new Decorations(papers));
  own(new ScoreHints(papers));
  own(vscode.languages.registerHoverProvider('*', new EvidenceHover(papers)));
  const passageCount = own(new PassageCount(papers, currentPaper));
  const questions = own(new Questions(papers, currentPaper, prompts));
  const scoreMap = own(new ScoreMapView(papers, context.extensionUri, currentPaper));

  own(new Navigation(papers, currentPaper, revealer));
  own(new Threshold(papers, settings, currentPaper));
  own(new References(papers, currentPaper));
  own(new Annotation(papers));
  own(new Quotes(papers));
  own(new ExportTrainingRows(papers, currentPaper));
  own(new Export(papers, currentPaper));
  own(new ImportWebAnnotations(papers, currentPaper, client));
  own(new Welcome(context.extensionUri));
  return { highlight, panel, questions, scoreMap, passageCount };
}

import * as vscode from 'vscode';
import { Annotation } from '../features/annotation/annotation';
import { ExportAnnotations } from '../features/annotation/exportAnnotations';
import { Decorations } from '../features/decorations/decorations';
import { Export } from '../features/export/export';
import { Import } from '../features/export/import';
import { Highlight } from '../features/highlight/highlight';
import { Outcome } from '../features/highlight/outcome';
import { EvidenceHover } from '../features/hover/hover';
import { AskLanguageModel } from '../features/languageModel/askLanguageModel';
import { Remedies } from '../features/models/remedies';
import { Navigation } from '../features/navigation/navigation';
import { Panel } from '../features/panel/panel';
import { Questions } from '../features/questions/questions';
import { Quotes } from '../features/quotes/quotes';
import { References } from '../features/references/references';
import { ScoreMapView } from '../features/scoreMap/scoreMap';
import { PassageCount } from '../features/status/passageCount';
import { Threshold } from '../features/threshold/threshold';
import { Welcome } from '../features/welcome/welcome';
import type { EngineParts } from './engines';
import type { PaperParts } from './papers';
import type { Shared } from './shared';

/** What a reader sees of a paper and does with it. */
export interface ReadingParts {
  readonly highlight: Highlight;
  readonly panel: Panel;
  readonly questions: Questions;
  readonly scoreMap: ScoreMapView;
  readonly passageCount: PassageCount;
}

export function wireReading(shared: Shared, { papers, atHand }: PaperParts, engines: EngineParts): ReadingParts {
  const { context, own, settings, state, prompts, client } = shared;
  const { asker, downloads } = engines;
  const panel = own(new Panel(papers, atHand));
  const remedies = new Remedies(client, downloads, prompts);
  const outcome = new Outcome(papers, prompts, panel);
  const highlight = own(new Highlight(asker, papers, atHand, settings, state, remedies, outcome));
  own(new AskLanguageModel(client, papers, atHand, state));

  own(new Decorations(papers));
  own(vscode.languages.registerHoverProvider('*', new EvidenceHover(papers)));
  const passageCount = own(new PassageCount(papers, atHand));
  const questions = own(new Questions(papers, atHand));
  const scoreMap = own(new ScoreMapView(papers, context.extensionUri, atHand));

  own(new Navigation(papers, atHand));
  own(new Threshold(papers, settings, atHand));
  own(new References(papers, atHand));
  own(new Annotation(papers));
  own(new Quotes(papers));
  own(new ExportAnnotations(papers, atHand));
  own(new Export(papers, atHand));
  own(new Import(papers, atHand, client));
  own(new Welcome(context.extensionUri));
  return { highlight, panel, questions, scoreMap, passageCount };
}

import type * as vscode from 'vscode';
import type { PlacedPassage } from '../core/questions/paper';

/** A question, by its paper and id: the argument of commands in links and list rows. */
export interface QuestionTarget {
  readonly uri: string;
  readonly question: string;
}

/** A passage, by its place in the text that was asked: the argument of commands in links and list rows. */
export interface PassageTarget {
  readonly uri: string;
  /** The id of the question that lit it; by default the paper's current one. */
  readonly question?: string;
  readonly start: number;
  readonly end: number;
}

export function targetOf(uri: vscode.Uri, passage: PlacedPassage): PassageTarget & QuestionTarget {
  return { uri: uri.toString(), question: passage.question.id, start: passage.start, end: passage.end };
}

/** The question that a command was called with: a target, or a list row that contains one. */
export function asQuestionTarget(from: unknown): QuestionTarget | undefined {
  const { uri, question } = fieldsOf(from);
  return typeof uri === 'string' && typeof question === 'string' ? { uri, question } : undefined;
}

/** The passage that a command was called with: a target, or a list row that contains one. */
export function asPassageTarget(from: unknown): PassageTarget | undefined {
  const { uri, question, start, end } = fieldsOf(from);
  if (typeof uri !== 'string' || typeof start !== 'number' || typeof end !== 'number') return undefined;
  return { uri, start, end, ...(typeof question === 'string' ? { question } : {}) };
}

function fieldsOf(from: unknown): Readonly<Record<string, unknown>> {
  if (typeof from !== 'object' || from === null) return {};
  const target = 'target' in from ? from.target : from;
  return typeof target === 'object' && target !== null ? (target as Readonly<Record<string, unknown>>) : {};
}

import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checklistOf, MAX_LIST } from '../../../../src/core/checklist/checklist';

const SAMPLES = path.resolve(__dirname, '..', '..', '..', '..', 'media', 'checklists');

describe('a list of questions', () => {
  it('each item of a markdown list is a question, whatever its mark, level or box', () => {
    const text = [
      '# For *reviews*',
      '',
      'Some words - not a question.',
      '',
      '- What is new?',
      '* [ ] How many\tpeople took part,',
      '  and of which age?',
      '  + Who paid?',
      '1. What is **new**?',
      '2) - Which limits are named?',
      '',
      '  This belongs to no item.',
      '- ---',
      '```',
      '- not this one',
      '```',
      '- Last \\*one\\*?',
    ].join('\r\n');
    expect(checklistOf(text)).toEqual({
      title: 'For *reviews*',
      questions: [
        'What is new?',
        'How many people took part, and of which age?',
        'Who paid?',
        'Which limits are named?',
        'Last *one*?',
      ],
    });
  });

  it('a text without a list has no questions', () => {
    expect(checklistOf('Just words?\n\n    code\n')).toEqual({ questions: [] });
    expect(checklistOf('')).toEqual({ questions: [] });
  });

  it('questions that are too many or too long are left out, in linear time', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `- Question ${index}?`).join('\n');
    expect(checklistOf(many).questions).toHaveLength(MAX_LIST);
    expect(checklistOf(`- ${'x'.repeat(20_000)}\n- y?`).questions).toEqual(['y?']);
    expect(checklistOf(`- ${'a\n  '.repeat(100_000)}`).questions).toEqual([]);
  });

  it('the samples that ship are lists with a title', () => {
    const names = readdirSync(SAMPLES);
    expect(names).toHaveLength(3);
    for (const name of names) {
      expect(name).toMatch(/^[a-z-]+\.checklist\.md$/);
      const { title, questions } = checklistOf(readFileSync(path.join(SAMPLES, name), 'utf8'));
      expect(title).toBeTruthy();
      expect(questions.length).toBeGreaterThanOrEqual(8);
      expect(questions.every((question) => question.endsWith('?'))).toBe(true);
    }
  });
});

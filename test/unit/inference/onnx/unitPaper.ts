/** A paper with what units are made of: paragraphs, lists, a table, references. */
export const QUESTION = 'How is the classifier trained?';
export const SENTENCES = [
  'We train the [encoder](https://example.org/encoder) on **pairs** of a question and a paragraph.',
  'The learning rate is 3e-5, and the tokens of the answer are mark\u00aded.',
  'The results of the experi-\nments show that the model finds most passages.',
];
export const PAPER = `# A paper

## 1 Method

${SENTENCES.join(' ')}

- The data: five seeds. The scores become spans.
- The threshold is chosen on other papers.

## 2 Results

| model | F1 |
|---|---|
| small model | 0.5 |

${'The evidence for an answer is a passage of the paper that states it. '.repeat(30).trim()}

## References

[1] Smith et al. The classifier and its training. 2020.
`;

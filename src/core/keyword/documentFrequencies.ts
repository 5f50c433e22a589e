/** For each stem, the number of paragraphs of a corpus that contain it. With these numbers a rare word counts more than a common one. */
export interface DocumentFrequencies {
  /** Number of paragraphs in the corpus. */
  readonly paragraphs: number;
  /** Mean number of content words in a paragraph. */
  readonly meanLength: number;
  /** For each stem the number of paragraphs that contain its most frequent word. A stem that is missing occurs in none. */
  readonly byStem: ReadonlyMap<string, number>;
}

/** The form on disk (`models/keyword/document-frequencies.json`): for each frequency, its stems separated by spaces. */
export interface PackedDocumentFrequencies {
  readonly paragraphs: number;
  readonly meanLength: number;
  readonly stems: Readonly<Record<string, string>>;
}

export function unpackDocumentFrequencies(packed: PackedDocumentFrequencies): DocumentFrequencies {
  const byStem = new Map<string, number>();
  for (const [frequency, stems] of Object.entries(packed.stems)) {
    for (const stem of stems.split(' ')) byStem.set(stem, Number(frequency));
  }
  return { paragraphs: packed.paragraphs, meanLength: packed.meanLength, byStem };
}

/** ln(1 + (N - df + 0.5) / (df + 0.5)): the weight of a stem, larger for a rarer one. */
export function inverseDocumentFrequency(table: DocumentFrequencies, stem: string): number {
  const frequency = table.byStem.get(stem) ?? 0;
  return Math.log(1 + (table.paragraphs - frequency + 0.5) / (frequency + 0.5));
}

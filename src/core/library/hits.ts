/** A chunk of a paper that shares words with the question; offsets are UTF-16 code units of the paper's text, end exclusive. */
export interface ChunkHit {
  /** The paper's address. */
  readonly paper: string;
  readonly start: number;
  readonly end: number;
  /** Larger is better; only comparable within one search. */
  readonly rank: number;
}

/** A paper with its hits, best first. */
export interface PaperHits {
  readonly paper: string;
  readonly hits: readonly ChunkHit[];
}

/** Groups hits by paper, papers in the order of their best hit. */
export function hitsByPaper(hits: readonly ChunkHit[]): PaperHits[] {
  const byPaper = new Map<string, ChunkHit[]>();
  for (const hit of [...hits].sort((a, b) => b.rank - a.rank)) {
    const known = byPaper.get(hit.paper);
    if (known) known.push(hit);
    else byPaper.set(hit.paper, [hit]);
  }
  return [...byPaper].map(([paper, ofPaper]) => ({ paper, hits: ofPaper }));
}

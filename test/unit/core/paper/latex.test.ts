import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { sectionAt } from '../../../../src/core/paper/sections';
import { contextOf, unitsOf } from '../../../../src/core/paper/units';

const PAPER = String.raw`\documentclass[a4paper]{article} % not \begin{document}
\usepackage{dolphins}
\title[Short]{Reef \emph{noise}:
  a study}
\newcommand{\dolphins}{Dolphins are loud}
\begin{document}
\maketitle
\author{Jane Doe\thanks{Supported by dolphins.}}
Institute of Reefs, Seaside

\begin{abstract}
We measured noise. % Dolphins were heard, too.
It was loud.
\end{abstract}

\section{Method\label{sec:method}}\label{sec:again}
% Dolphins in a comment of its own.
\noindent\textbf{Buoys.} We hung {\em hydrophones}~\cite[p.~3]{buoys} from a buoy
(Fig.~\ref{fig:buoy}), \footnote{It was red.} nine metres deep.
\begin{equation}
  d = 9
\end{equation}
where $d$ is the depth.

\subsection{Counting}
\begin{figure}[t]
  \centering
  \includegraphics[width=\textwidth]{dolphins.png}
  \caption[Buoy]{A buoy with \emph{four} hydrophones.}
  \label{fig:buoy}
\end{figure}
\begin{itemize}
  \item Two divers counted
    shrimp.

    They agreed.
  \item[Twice] At dusk:
    \begin{enumerate} \item at six \item at seven \end{enumerate}
\end{itemize}
\begin{quote} Nothing is louder. \end{quote}
\begin{verbatim}
print("dolphins") \section{No} {
\end{verbatim}
\begin{comment} Dolphins again. \end{comment}
\begin{theorem}[Snell] Sound bends. \end{theorem}
{\small \bibliographystyle{plain} \bibliography{dolphins}}
\appendix
\section*{Divers} Both were experienced.
\begin{thebibliography}{9}
  \bibitem[Doe]{doe} Doe, J. (2001). Dolphins.
  \bibitem{roe} Roe, R. (2002). More dolphins.
\end{thebibliography}
\end{document}
Dolphins behind the end.
`;

const lit = (text: string): string[] => {
  const outline = outlinePaper(text, 'latex');
  const pieces = unitsOf(text, outline).map((unit) => unit.ranges ?? [unit]);
  return pieces.map((ranges) => ranges.map(({ start, end }) => text.slice(start, end)).join(' … '));
};
const blocksOf = (text: string): string[][] =>
  outlinePaper(text, 'latex').blocks.map(({ kind, role, start, end }) => [kind, role, text.slice(start, end)]);

describe('a paper in LaTeX', () => {
  it('LaTeX commands make its sections', () => {
    const { headings } = outlinePaper(PAPER, 'latex');
    expect(headings.map(({ level, title }) => [level, title])).toEqual([
      [1, 'Reef noise: a study'],
      [2, 'Abstract'],
      [2, 'Method'],
      [3, 'Counting'],
      [2, 'Divers'],
    ]);
    const [, , method, counting] = headings;
    expect(PAPER.slice(method!.start, method!.end)).toBe('\\section{Method\\label{sec:method}}');
    expect(sectionAt({ headings }, counting!.end)).toEqual(['Reef noise: a study', 'Method', 'Counting']);
  });

  it.each(['\n', '\r\n', '\r'])('only the text of a LaTeX paper is lit, with line ends %j', (lineEnd) => {
    const text = PAPER.replaceAll('\n', lineEnd);
    expect(lit(text).map((unit) => unit.replaceAll(lineEnd, '\n'))).toEqual([
      'We measured noise. % Dolphins were heard, too.\nIt was loud.',
      String.raw`\textbf{Buoys.} We hung {\em hydrophones}~\cite[p.~3]{buoys} from a buoy
(Fig.~\ref{fig:buoy}), \footnote{It was red.} nine metres deep. … where $d$ is the depth.`,
      'A buoy with \\emph{four} hydrophones.',
      'Two divers counted\n    shrimp.\n\n    They agreed.',
      '[Twice] At dusk:\n    \\begin{enumerate} \\item at six \\item at seven \\end{enumerate}',
      'Nothing is louder.',
      'Sound bends.',
      'Both were experienced.',
    ]);
  });

  it('the other parts of a LaTeX paper have their kinds and roles', () => {
    const others = blocksOf(PAPER).filter(([kind, role]) => role !== 'body' || kind === 'code' || kind === 'math');
    expect(others.map(([kind, role, text]) => [kind, role, text!.slice(0, 24)])).toEqual([
      ['code', 'furniture', '\\documentclass[a4paper]{'],
      ['code', 'furniture', '\\newcommand{\\dolphins}{D'],
      ['paragraph', 'frontMatter', '\\author{Jane Doe\\thanks{'],
      ['paragraph', 'frontMatter', 'Institute of Reefs, Seas'],
      ['math', 'body', '\\begin{equation}\n  d = 9'],
      ['code', 'body', '\\begin{verbatim}\nprint("'],
      ['code', 'furniture', '\\begin{comment} Dolphins'],
      ['paragraph', 'references', '\\bibliographystyle{plain'],
      ['paragraph', 'references', '\\bibliography{dolphins}'],
      ['list', 'references', 'Doe, J. (2001). Dolphins'],
      ['list', 'references', 'Roe, R. (2002). More dol'],
      ['code', 'furniture', '\\end{document}\nDolphins '],
    ]);
  });

  it('commands of an included LaTeX file are not lit', () => {
    const text = '\\section{Hydrophone depth}\n\nIt hung nine metres below the keel.\n\n\\bibliography{hydrophone}\n';
    const outline = outlinePaper(text, 'latex');
    const [unit, ...others] = unitsOf(text, outline);
    expect(others).toEqual([]);
    expect(text.slice(unit!.start, unit!.end)).toBe('It hung nine metres below the keel.');
    expect(contextOf(text, unit!)).toBe('Hydrophone depth');
  });

  it('abstract commands, all kinds of captions and titles of styles are read', () => {
    const text =
      '\\title{T}\\abstract{Short \\emph{words}.\n\nTwo paragraphs.}\n\\begin{minipage}{5cm}Boxed.\\end{minipage}\n' +
      '\\captionof{table}{Counts.}\\hypertarget{x}{%\n\\chapter{C}\\label{x}}\nText.';
    expect(blocksOf(text).map(([kind, , block]) => [kind, block])).toEqual([
      ['heading', '\\title{T}'],
      ['heading', '\\abstract'],
      ['paragraph', 'Short \\emph{words}.'],
      ['paragraph', 'Two paragraphs.'],
      ['paragraph', 'Boxed.'],
      ['caption', 'Counts.'],
      ['heading', '\\chapter{C}'],
      ['paragraph', 'Text.'],
    ]);
  });

  it('a large LaTeX environment is read as what it is, even across pieces', () => {
    const entries = Array.from({ length: 900 }, (_, at) => `\\bibitem{k${at}} Doe, J. A paper about number ${at}.\n\n`);
    const code = 'code and more of it\n\n'.repeat(5000);
    const text =
      `\\section{One}\nText.\n\\begin{lstlisting}\n${code}\\end{lstlisting}\nMore text.\n` +
      `\\begin{thebibliography}{9}\n${entries.join('')}\\end{thebibliography}\nAfter all.\n`;
    expect(lit(text)).toEqual(['Text.', 'More text.', 'After all.']);
  });

  it('paragraphs are read where the LaTeX parser fails', () => {
    const hostile = `${'{'.repeat(3000)} lost\n\n`;
    const text = `\\section{One}\nBefore.\n\n${'filler words\n\n'.repeat(1000)}${hostile}Behind it.\n\nThe end.\n`;
    const units = lit(text);
    expect(units[0]).toBe('Before.');
    expect(units.slice(-2)).toEqual(['Behind it.', 'The end.']);
  });
});

import type { BlockKind, BlockRole } from '../types';

/** Levels of the headings that commands make. A title stands above all others. */
export const TITLE_LEVEL = 1;
const SECTION_LEVEL = 3;
export const HEADING_LEVELS: ReadonlyMap<string, number> = new Map([
  ['part', 1],
  ['chapter', 2],
  ['section', SECTION_LEVEL],
  ['subsection', 4],
  ['subsubsection', 5],
  ['paragraph', 6],
  ['subparagraph', 6],
  ['frametitle', 6],
]);
/** An abstract counts as a section; its environment gives the title. */
export const ABSTRACT_LEVEL = SECTION_LEVEL;
export const ABSTRACT_TITLE = 'Abstract';

/** Commands whose last argument is a caption. */
export const CAPTIONS = words('caption captionof subcaption');

/** Commands that print or name the bibliography. */
export const BIBLIOGRAPHY = words('bibliography printbibliography bibliographystyle addbibresource');

/** Who wrote the paper, where and when. */
export const FRONT_MATTER = words(
  'author authors date affiliation affil address institute institution email thanks orcid keywords keyword pacs subjclass ccsdesc ' +
    'titlerunning authorrunning icmltitlerunning icmlauthor icmlaffiliation icmlcorrespondingauthor icmlkeywords acknowledgments corref ' +
    'shorttitle shortauthors runningtitle runningauthor editor received accepted published doi copyrightyear acmYear acmConference ' +
    'acmDOI acmISBN acmPrice setcopyright',
);

/** Commands that print no text, and neither do their arguments. A paragraph goes on around them. */
export const SILENT = words(
  'label index nocite vspace hspace vskip hskip includegraphics graphicspath input include subfile includeonly usepackage newcommand ' +
    'renewcommand providecommand newenvironment renewenvironment newtheorem theoremstyle DeclareMathOperator def let setlength ' +
    'addtolength setcounter addtocounter stepcounter refstepcounter hypersetup pagestyle thispagestyle pagenumbering captionsetup ' +
    'phantomsection addcontentsline markboth markright selectlanguage definecolor color rule cline cmidrule tikzset pgfplotsset lstset ' +
    'setmainfont bibliographyunit todo hyphenation looseness baselineskip parindent parskip tabcolsep arraystretch indent noindent ' +
    'centering raggedright raggedleft small footnotesize scriptsize tiny normalsize large Large LARGE huge Huge bfseries itshape rmfamily ' +
    'sffamily ttfamily sloppy fussy frenchspacing qed qedhere protect null strut allowbreak nobreak nolinebreak FloatBarrier',
);

/** Commands whose first argument prints no text; their other arguments do. */
export const FIRST_SILENT = words('hypertarget textcolor colorbox href hyperref');

/** Commands that end a paragraph and print no text. */
export const BREAKS = words(
  'par maketitle newpage clearpage cleardoublepage pagebreak nopagebreak tableofcontents listoffigures listoftables appendix ' +
    'frontmatter mainmatter backmatter bigskip medskip smallskip vfill printindex onecolumn twocolumn documentclass makeatletter ' +
    'makeatother',
);

/** What an environment is read as. The text of all other environments is read as if it stood outside. */
export type EnvironmentKind = 'abstract' | 'references' | 'list' | 'quote' | 'table' | 'code' | 'hidden' | 'front';

const ENVIRONMENT_KINDS: Readonly<Record<EnvironmentKind, string>> = {
  abstract: 'abstract onecolabstract',
  references: 'thebibliography references',
  list: 'itemize enumerate description compactitem compactenum compactdesc inparaenum tasks asparaenum',
  quote: 'quote quotation verse displayquote',
  table: 'tabular tabularx tabulary longtable longtabu tabu supertabular xltabular tblr array',
  code: 'verbatim Verbatim BVerbatim LVerbatim lstlisting minted alltt code spec algorithmic algorithmicx pseudocode Sinput Soutput Schunk',
  hidden: 'comment filecontents CCSXML tikzpicture tikzcd pgfpicture picture pspicture forest axis xy overpic',
  front: 'icmlauthorlist keyword keywords IEEEkeywords',
};
const KIND_OF: ReadonlyMap<string, EnvironmentKind> = new Map(
  Object.entries(ENVIRONMENT_KINDS).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [name, kind as EnvironmentKind] as const),
  ),
);

/** What an environment is read as, by its name. The starred form counts the same. */
export function environmentKind(name: string): EnvironmentKind | undefined {
  return KIND_OF.get(name.replace(/\*$/, ''));
}

/** Kind and role of the text in one place of the paper. */
export interface Context {
  readonly kind: BlockKind;
  readonly role: BlockRole;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

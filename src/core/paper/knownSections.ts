import { withoutNumber } from './numbering';

/**
 * Sections that most papers have, recognised by their titles. Every function takes a title as `headingTitle` returns it and ignores
 * numbers, letter spacing and closing punctuation.
 */

/** UTF-16 code units. Longer titles are not recognised. */
const MAX_TITLE = 120;

const REFERENCES =
  /^(?:(?:list of |cited |literature |bibliographic )?references(?: and (?:notes|further reading)| and links| cited| list)?|notes and references|reference list|(?:selected |annotated )?bibliography|works cited|cited works|(?:cited )?literature(?: cited)?|literatur(?:verzeichnis|angaben|nachweise?)?|quellen(?:verzeichnis|angaben)|r[ée]f[ée]rences(?: bibliographiques| bibliogr[áa]ficas)?|bibliographie|bibliograf[ií]a|bibliografie|refer[eê]n[cç]ias(?: bibliogr[áa]ficas)?|referencias(?: bibliogr[áa]ficas)?|riferimenti(?: bibliografici)?|referenties|literatuur(?:lijst)?|referenser|referanser|litteratur(?:liste)?|viitteet|l[äa]hteet|kaynak(?:ça|lar)|список (?:использованной )?литературы|список источников|литература|библиография|参考文献|參考文獻|引用文献|文献|참고\s?문헌|(?:ال)?مراجع|(?:ال)?مصادر|منابع|מקורות|ביבליוגרפיה|βιβλιογραφία|αναφορές|piśmiennictwo|bibliografia|literatura(?: cytowana)?|(?:použitá )?literatura|irodalomjegyzék|hivatkozások|referințe|список літератури|література|tài liệu tham khảo|daftar pustaka|referencer|lähdeluettelo|संदर्भ|เอกสารอ้างอิง)$/iu;
/** Titles of a reference list or of something else: the blocks below have to look like entries. */
const PERHAPS_REFERENCES =
  /^(?:(?:[\p{L}-]+ ){1,3}(?:references|bibliography)|(?:references|bibliography) (?:for|of|in|to) [\p{L}\s-]{1,40}|references? \d{1,2}|sources|citations|end ?notes|notes|quellen|fontes|fonti|источники)$/iu;
/** Nearly every title of a reference list has one of these words, but other titles have them too. */
const MENTIONS_REFERENCES =
  /(?:^|[^\p{L}])(?:r[ée]f[ée]ren[a-z]*|bibliogra\p{L}*|literatu\p{L}*|cited|sources?)(?![\p{L}])/iu;
const APPENDIX =
  /^(?:appendix|appendices|annexe?s?|anhang|supplement(?:ary|al)?(?: (?:materials?|information|notes?|methods|data|appendix))?|supporting information|extended data|附录|附錄)(?![\p{L}])/iu;
const BEHIND_REFERENCES =
  /^(?:appendix|appendices|supplement|supporting information|extended data|(?:online )?methods?$|acknowledge?ments?$|author contributions|data availability|code availability|competing interests|additional information|checklist|neurips paper checklist|limitations$)/i;
const ABSTRACT = /^(?:abstract|summary|zusammenfassung|r[ée]sum[ée]|resumen|resumo|аннотация|摘要)$/iu;
/** Sections of the first level, wherever they stand and whatever marks they have. */
const MAIN =
  /^(?:abstract|summary|introduction|einleitung|conclusions?(?: and (?:future|further) (?:work|directions?))?|(?:discussion and )?conclusions?|acknowledge?ments?|author contributions?|contributions? and acknowledge?ments?|data(?: and code)? availability(?: statement)?|code availability|competing interests?|conflicts? of interest|ethics statement|reproducibility statement|(?:broader )?impact statement|broader impacts?|funding|摘要|引言|结论|致谢)$/iu;
/** Names that are headings even without any mark, alone on a line. */
const UNMISTAKABLE =
  /^(?:abstract|introduction|related work|background|methods?|materials and methods|results|results and discussion|discussion|conclusions?|acknowledge?ments?|references|bibliography|appendix|appendices|literaturverzeichnis|参考文献)$/iu;
const INTRODUCTION = /^(?:introduction|einleitung|introducción|introdução|введение|引言)$/iu;
const CONTENTS =
  /^(?:(?:table of )?contents|list of (?:figures|tables|algorithms)|inhalt(?:sverzeichnis)?|sommaire|目录)$/iu;
const SPACED = /^(?:\p{L} ){3,}\p{L}$/u;

/** The words of a title alone: `A7 R E F E R E N C E S:` is `REFERENCES`. */
export function bareTitle(title: string): string {
  if (title.length > MAX_TITLE) return '';
  const words = SPACED.test(title) ? title : withoutNumber(title);
  const closed = words.replace(/\s*[:.]$/, '').trim();
  return SPACED.test(closed) ? closed.replaceAll(' ', '') : closed;
}

/** `perhaps`: it is a reference list only when entries follow; `mentions`: only when they leave no doubt. */
export function referencesTitle(title: string): 'yes' | 'perhaps' | 'mentions' | 'no' {
  const bare = bareTitle(title);
  if (REFERENCES.test(bare)) return 'yes';
  if (PERHAPS_REFERENCES.test(bare)) return 'perhaps';
  return bare.length < 60 && MENTIONS_REFERENCES.test(bare) ? 'mentions' : 'no';
}

/** Whether a section with this title is not part of the reference list that it follows. */
export function isBehindReferences(title: string): boolean {
  return BEHIND_REFERENCES.test(bareTitle(title)) || isAppendixTitle(title);
}

/** Whether a title announces appendices, with or without a letter. */
export function isAppendixTitle(title: string): boolean {
  return APPENDIX.test(title.replace(/[*_]/g, '').trim()) || APPENDIX.test(bareTitle(title));
}

export function isAbstractTitle(title: string): boolean {
  return ABSTRACT.test(bareTitle(title));
}

export function isContentsTitle(title: string): boolean {
  return CONTENTS.test(bareTitle(title));
}

/** Whether this is the title of a paper's first section. Title and authors stand before it. */
export function isOpeningTitle(title: string): boolean {
  return ABSTRACT.test(bareTitle(title)) || INTRODUCTION.test(bareTitle(title));
}

/** Whether a section of this title is never inside another section. */
export function isMainTitle(title: string): boolean {
  const bare = bareTitle(title);
  return MAIN.test(bare) || REFERENCES.test(bare) || isAppendixTitle(title);
}

/** Whether these words alone on a line are a heading even though nothing marks them. */
export function isUnmistakableTitle(line: string): boolean {
  return UNMISTAKABLE.test(bareTitle(line));
}

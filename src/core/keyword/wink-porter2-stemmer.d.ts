declare module 'wink-porter2-stemmer' {
  /** Porter's second stemmer of English ("Porter2"), on one lower-cased word. */
  function stem(word: string): string;
  export = stem;
}

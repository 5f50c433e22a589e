/** The ids of all commands; titles are in package.nls.json. */
export const Command = {
  highlight: 'evidence.highlight',
  askAgain: 'evidence.askAgain',
  clear: 'evidence.clear',
  next: 'evidence.next',
  previous: 'evidence.previous',
  reveal: 'evidence.reveal',
  copyQuote: 'evidence.copyQuote',
  lowerThreshold: 'evidence.lowerThreshold',
  raiseThreshold: 'evidence.raiseThreshold',
  showWeaker: 'evidence.showWeaker',
  saveThreshold: 'evidence.saveThreshold',
  sortByScore: 'evidence.sortByScore',
  sortByPlace: 'evidence.sortByPlace',
  focusPassages: 'evidence.passages.focus',
  forgetPaper: 'evidence.forgetPaper',
  showLog: 'evidence.showLog',
} as const;

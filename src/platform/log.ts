import vscode = require('vscode');

/** The one channel of the extension: details that a reader's message leaves out. It is the only singleton. */
export const log: vscode.LogOutputChannel = vscode.window.createOutputChannel('Evidence Lens', { log: true });

import vscode = require('vscode');

/** The extension's only output channel, for details that messages leave out. It is the only singleton. */
export const log: vscode.LogOutputChannel = vscode.window.createOutputChannel('Evidence Lens', { log: true });

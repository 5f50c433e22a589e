/**
 * A provider of one language model that says what a test tells it to, by VS Code's real interface. Its exports are the test's:
 * `script` answers a prompt, `prompts` are those that came.
 */
const vscode = require('vscode');

const MODEL = {
  id: 'evidence-fake-model',
  name: 'Fake Model',
  family: 'fake',
  version: '1',
  maxInputTokens: 8000,
  maxOutputTokens: 4000,
  capabilities: {},
};

exports.activate = (context) => {
  const fake = { prompts: [], script: async () => '', isOffered: true };
  const changed = new vscode.EventEmitter();
  fake.changed = () => changed.fire();
  const textOf = ({ content }) => content.map((part) => part.value ?? '').join('');
  const provider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => (fake.isOffered ? [MODEL] : []),
    async provideLanguageModelChatResponse(_model, messages, _options, progress, token) {
      const prompt = messages.map(textOf).join('\n');
      fake.prompts.push(prompt);
      const reply = await fake.script(prompt, token);
      // In pieces, as models stream.
      for (let at = 0; at < reply.length; at += 7) {
        progress.report(new vscode.LanguageModelTextPart(reply.slice(at, at + 7)));
      }
    },
    provideTokenCount: async (_model, text) => Math.ceil((typeof text === 'string' ? text : textOf(text)).length / 4),
  };
  context.subscriptions.push(changed, vscode.lm.registerLanguageModelChatProvider('evidence-fake', provider));
  return fake;
};

import { DEFAULT_MODEL } from '../core/answers/engineName';
import { type CliCommand, parseArguments, positionalsOf } from './command';
import { engineOf } from './modelPlace';
import { untilInterrupted } from './interruptible';

export const mcpCommand: CliCommand = {
  name: 'mcp',
  help: `mcp [--model M]
    Serves the tools find_evidence and list_sections to an agent: Model Context Protocol on standard input and output.
    --model M            the model to use when the agent names none (default ${DEFAULT_MODEL})`,

  async run(args) {
    const { values, positionals } = parseArguments(args, { model: { type: 'string', default: DEFAULT_MODEL } });
    positionalsOf(positionals, []);
    // Checks the name now, so that whoever starts the server sees the error, and not the agent later.
    await engineOf(values.model);
    // A bundle of its own, so that other commands start without loading the protocol's library.
    const { serve } = await import('./mcp/serve');
    await untilInterrupted(() => serve(values.model));
    return 0;
  },
};

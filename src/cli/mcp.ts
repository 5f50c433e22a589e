import { DEFAULT_MODEL } from '../core/answers/engineName';
import { type CliCommand, parseArguments, positionalsOf } from './command';
import { engineFor, ENGINE_OPTIONS } from './modelPlace';
import { untilInterrupted } from './interruptible';

export const mcpCommand: CliCommand = {
  name: 'mcp',
  help: `mcp [--model M] [--models-dir DIR] [--device D] [--server URL ...]
    Serves the tools find_evidence and list_sections to an agent: Model Context Protocol on standard input and output.
    --model M            the model to use when the agent names none (default ${DEFAULT_MODEL})
    The options for the models, the device and a server are those of highlight.`,

  async run(args) {
    const options = { model: { type: 'string', default: DEFAULT_MODEL }, ...ENGINE_OPTIONS } as const;
    const { values, positionals } = parseArguments(args, options);
    positionalsOf(positionals, []);
    // Checks the name and the options now, so that whoever starts the server sees the error, and not the agent later.
    await engineFor(values.model, values);
    // A bundle of its own, so that other commands start without loading the protocol's library.
    const { serve } = await import('./mcp/serve');
    await untilInterrupted(() => serve(values.model, values));
    return 0;
  },
};

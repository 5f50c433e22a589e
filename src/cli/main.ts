import { version } from '../../package.json';
import { chunksCommand } from './chunks';
import type { CliCommand } from './command';
import { reportFailure } from './failure';
import { highlightCommand } from './highlight';
import { mcpCommand } from './mcp';
import { modelCommand } from './model';
import { processCommand } from './process';
import { KnownError } from '../core/errors/knownError';

/** The commands in the order of the help; a new one is a file and a line here. */
const COMMANDS: readonly CliCommand[] = [highlightCommand, processCommand, chunksCommand, modelCommand, mcpCommand];

const HELP = `Evidence Lens shows the passages of a paper that answer a question.

Usage: evidence-lens COMMAND

${COMMANDS.map(({ help }) => help).join('\n\n')}

FILE is a paper: LaTeX (.tex), plain text (.txt), else markdown; or - for markdown on standard input.
--help shows this text, --version shows the version. Exit codes: 0 done, 1 failed while working, 2 wrong use or unusable input.`;

async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') return print(version);
  if (name === '--help' || name === '-h') return print(HELP);
  if (name === undefined) throw new KnownError('usage', "a command is missing: '--help' lists them");
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new KnownError('usage', `there is no command or option '${name}': '--help' lists them`);
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (options.includes('--help')) return print(command.help);
  return await command.run(rest);
}

function print(text: string): number {
  console.log(text);
  return 0;
}

// A reader that has seen enough (`| head`) closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// The exit code is set, not forced by an exit, so that all output gets out.
void run(process.argv.slice(2))
  .catch((error: unknown) => {
    const code = reportFailure('evidence-lens', error);
    // What was waited for, such as the rest of standard input, is waited for no longer.
    if (error instanceof KnownError && error.code === 'interrupted') process.exit(code);
    return code;
  })
  .then((code) => {
    process.exitCode = code;
  });

import { version } from '../../package.json';
import { chunksCommand } from './chunks';
import type { CliCommand } from './command';
import { reportFailure } from './failure';
import { highlightCommand } from './highlight';
import { mcpCommand } from './mcp';
import { modelCommand } from './model';
import { processCommand } from './process';
import { KnownError } from '../core/errors/knownError';

/** The commands in the order of the help. To add one, write its file and add it here. */
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
  demandFolder();
  return await command.run(rest);
}

/** Throws when the folder in which the program was started has been removed: no path can be read then. */
function demandFolder(): void {
  try {
    process.cwd();
  } catch {
    throw new KnownError('usage', 'the current folder no longer exists: change to another one');
  }
}

function print(text: string): number {
  console.log(text);
  return 0;
}

// `| head` closes the pipe when it has read enough, which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Sets the exit code and does not exit, so that all output is written.
void run(process.argv.slice(2))
  .catch((error: unknown) => {
    const code = reportFailure('evidence-lens', error);
    // Exits here, because something such as standard input may still be open and keep the program running.
    if (error instanceof KnownError && error.code === 'interrupted') process.exit(code);
    return code;
  })
  .then((code) => {
    process.exitCode = code;
  });

/** A command of the command line; each lives in a file of its own. */
export interface CliCommand {
  readonly name: string;
  /** Lines of the help: how it is called, and what for. */
  readonly help: string;
  /** Does the work and resolves to the exit code. Rejects with a `KnownError` `usage` for wrong use. */
  run(args: readonly string[]): Promise<number>;
}

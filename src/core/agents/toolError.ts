/** Why a tool could not do what an agent asked: one sentence that also says what to do, for a model to read. */
export class ToolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ToolError';
  }
}

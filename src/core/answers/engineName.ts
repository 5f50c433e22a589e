/** What a reader sees as the name of the engine behind a value of `evidence.model`. */
export function engineName(model: string): string {
  return model === 'keyword' ? 'keyword matching' : model;
}

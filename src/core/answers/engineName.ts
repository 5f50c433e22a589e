/** What a reader sees as the name of the engine behind a value of `evidence.model`: of a folder, its last part. */
export function engineName(model: string): string {
  if (model === 'keyword') return 'keyword matching';
  const isPath = /^([A-Za-z]:[\\/]|[\\/~.])/.test(model);
  return isPath ? (model.split(/[\\/]/).findLast((part) => part !== '') ?? model) : model;
}

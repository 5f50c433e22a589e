/**
 * Names of what is made from a model's weights, in one place: who removes a model deletes these files and no others.
 */

/** The folder in a model's own, or in the folder of all models for a model of the reader's. */
export const PREPARED_FOLDER = 'prepared';
export const PREPARED_OF_READERS = '.prepared';
/** In either of these, scores that were computed before; the files are named by a hash. */
export const SCORES_FOLDER = 'scores';
export const SCORE_FILE = /^[0-9a-f]{64}$/;

/** Folders in either of these: one for each state of the weights, and that of the scores. */
export const PREPARED_FOLDERS = /^(?:[0-9a-f]{16}|scores)$/;
/** Files in such folders, without the ending of one that is being written. */
export const PREPARED_FILES =
  /^(?:[0-9a-f]{64}|(?:fp32|int8-\d+)\.(?:safetensors(?:\.json|\.\d+\.tmp)?|comparison\.json))$/;

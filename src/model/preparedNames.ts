/** Names of all files made from a model's weights. Removing a model deletes these files and no others. */

/**
 * The folder for prepared files: the first inside a model's own folder; the second inside the folder of all models, for models in a
 * reader's folder.
 */
export const PREPARED_FOLDER = 'prepared';
export const PREPARED_OF_READERS = '.prepared';
/** In either of them, the folder of kept scores. Its files are named by a hash. */
export const SCORES_FOLDER = 'scores';
export const SCORE_FILE = /^[0-9a-f]{64}$/;

/** Folders in either of them: one for each state of the weights, and the one of kept scores. */
export const PREPARED_FOLDERS = /^(?:[0-9a-f]{16}|scores)$/;
/** Files in those folders. A file that is being written has an extra `.tmp` ending. */
export const PREPARED_FILES =
  /^(?:[0-9a-f]{64}|(?:fp32|int8-\d+)\.(?:safetensors(?:\.json|\.\d+\.tmp)?|comparison\.json))$/;

/** A JSON string, or one of the marks that structure JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * The keys that occur more than once at the top level of a JSON object. `JSON.parse` silently keeps the last one.
 *
 * @param json a text that `JSON.parse` accepts; for others the scan may take quadratic time
 */
export function duplicateKeys(json: string): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  let depth = 0;
  let last = '';
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === ':' && depth === 1 && last.startsWith('"')) {
      // Escapes allow more than one spelling of a key.
      const key = String(JSON.parse(last));
      if (seen.has(key)) repeated.push(key);
      seen.add(key);
    }
    last = token;
  }
  return repeated;
}

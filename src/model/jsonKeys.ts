/** A string of JSON, or one of the marks that structure it. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * The keys that an object of JSON has more than once at its top level: `JSON.parse` keeps the last of them and says nothing.
 *
 * @param json a text that `JSON.parse` takes: the scan may take quadratic time on others
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
      // Two spellings of a key may differ by escapes.
      const key = String(JSON.parse(last));
      if (seen.has(key)) repeated.push(key);
      seen.add(key);
    }
    last = token;
  }
  return repeated;
}

/** A place in a file: the path as in a URI (with `/`, absolute) and a 1-based line. */
export interface FilePlace {
  readonly path: string;
  readonly line: number;
}

/**
 * A link that opens a file at a line in an editor, from wherever the quote is pasted.
 *
 * @param scheme of the editor's own links: `vscode`, `vscodium`, `code-oss`
 */
export function editorLink(scheme: string, { path, line }: FilePlace): string {
  return `${scheme}://file${encoded(path)}:${line}`;
}

/**
 * A link from one file to a line of another. It outlives a move of both together, to another folder or machine, and both VS Code and code
 * hosts follow it.
 *
 * @param from the path of the file that holds the link, as in a URI
 */
export function relativeLink(from: string, { path, line }: FilePlace): string {
  const base = from.split('/').slice(0, -1);
  const target = path.split('/');
  let shared = 0;
  while (shared < base.length && shared < target.length - 1 && base[shared] === target[shared]) shared++;
  const steps = [...base.slice(shared).map(() => '..'), ...target.slice(shared)];
  return `${encoded(steps.join('/'))}#L${line}`;
}

/** Everything but what a path is made of is escaped; brackets too, which would end a markdown link. */
function encoded(path: string): string {
  return encodeURI(path).replace(/[()#?[\]'!*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

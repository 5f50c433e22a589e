/** A place in a file: its path as in a URI (absolute, with `/`), and a line from 1; without a line, the whole file. */
export interface FilePlace {
  readonly path: string;
  readonly line?: number;
}

/**
 * A link that opens a file at a line in an editor. It works wherever the quote is pasted.
 *
 * @param scheme of the editor's links: `vscode`, `vscodium`, `code-oss`
 */
export function editorLink(scheme: string, { path, line }: FilePlace): string {
  return `${scheme}://file${encoded(path)}${line === undefined ? '' : `:${line}`}`;
}

/**
 * A link from one file to a line of another. It still works after both files move together to another folder or machine. VS Code and code
 * hosts follow it.
 *
 * @param from path of the file that contains the link, as in a URI
 */
export function relativeLink(from: string, { path, line }: FilePlace): string {
  const base = from.split('/').slice(0, -1);
  const target = path.split('/');
  let shared = 0;
  while (shared < base.length && shared < target.length - 1 && base[shared] === target[shared]) shared++;
  const steps = [...base.slice(shared).map(() => '..'), ...target.slice(shared)];
  return encoded(steps.join('/')) + (line === undefined ? '' : `#L${line}`);
}

/** Escapes everything except the characters of a path; also brackets, which would end a markdown link. */
function encoded(path: string): string {
  return encodeURI(path).replace(/[()#?[\]'!*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

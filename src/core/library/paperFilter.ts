import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';

const GLOB_OPTIONS = { dot: true, nocase: true } as const;

/**
 * Decides which files of a folder are papers: those that match the include globs, but neither the exclude globs nor the folder's
 * `.gitignore` files. Paths are relative to the folder, with `/` between their parts.
 */
export class PaperFilter {
  private readonly isIncluded: (path: string) => boolean;
  private readonly isExcluded: (path: string) => boolean;
  /** The rules of the `.gitignore` files read so far, by the folder of each; '' is the folder itself. */
  private readonly rules = new Map<string, Ignore>();

  /** An empty list of globs matches nothing. */
  constructor(include: readonly string[], exclude: readonly string[]) {
    this.isIncluded = matcher(include);
    this.isExcluded = matcher(exclude);
  }

  /** Adds the content of the `.gitignore` file of a subfolder ('' for the folder itself). */
  addRules(subfolder: string, content: string): void {
    this.rules.set(subfolder, ignore().add(content));
  }

  /** Whether a subfolder may hold papers and must be searched. Its own `.gitignore` is not needed for this. */
  entersFolder(path: string): boolean {
    return !this.isExcluded(path) && !this.isIgnored(path, true);
  }

  /** Whether a file is a paper. The caller has asked `entersFolder` about the folders above it. */
  takesFile(path: string): boolean {
    return this.isIncluded(path) && !this.isExcluded(path) && !this.isIgnored(path, false);
  }

  /** Whether a file is a paper. The folders above it are checked too. */
  takesPath(path: string): boolean {
    return foldersOf(path).every((folder) => folder === '' || this.entersFolder(folder)) && this.takesFile(path);
  }

  /** Whether a path is ignored. As in git, the rule nearest to the file decides. */
  private isIgnored(path: string, isFolder: boolean): boolean {
    let ignored = false;
    for (const folder of foldersOf(path)) {
      const rules = this.rules.get(folder);
      if (!rules) continue;
      const inside = folder === '' ? path : path.slice(folder.length + 1);
      const verdict = rules.test(isFolder ? `${inside}/` : inside);
      if (verdict.ignored) ignored = true;
      else if (verdict.unignored) ignored = false;
    }
    return ignored;
  }
}

function matcher(globs: readonly string[]): (path: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], GLOB_OPTIONS);
}

/** The folders above a path, outermost first: '', 'a', 'a/b' for 'a/b/c'. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

/** Escapes a text of unknown origin for HTML, as content or as the value of an attribute in double quotes. */
export function escapedHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What the head of a page of the extension needs; none of it is escaped yet. */
export interface PageHead {
  readonly language: string;
  /** The content security policy. */
  readonly policy: string;
  /** Address of the style sheet. */
  readonly style: string;
  readonly title: string;
}

/** @param body the `body` element with its content, as HTML */
export function htmlPage({ language, policy, style, title }: PageHead, body: string): string {
  return `<!DOCTYPE html>
<html lang="${escapedHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapedHtml(policy)}">
<link rel="stylesheet" href="${escapedHtml(style)}">
<title>${escapedHtml(title)}</title>
</head>
${body}
</html>`;
}

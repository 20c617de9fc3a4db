/** Text as roff shows it: nothing in it is taken for a request, and what one copies from the page can be typed. Pure. */
export function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll(/^\./gm, '\\&.')
    .replaceAll(/[^\n\u0020-\u007e]/gu, (sign) => `\\[u${codeOf(sign)}]`);
}

/** A heading. */
export function section(title: string): string {
  return `.SH ${quote(title)}`;
}

/** A heading below a heading. */
export function subsection(title: string): string {
  return `.SS ${quote(title)}`;
}

/** A paragraph that is filled. */
export function paragraph(text: string): string {
  return `.PP\n${escapeRoff(oneLine(text))}`;
}

/** A term, and below it, indented, what it means. */
export function item(term: string, about: string): string {
  // An empty line would be a blank one on the page, and a term needs a text.
  return `.TP\n.B ${quote(term)}\n${escapeRoff(oneLine(about)) || '\\&'}`;
}

/** A command line, as it is typed. */
export function example(line: string): string {
  return `.PP\nExample:\n.RS 4\n.nf\n$ ${escapeRoff(line)}\n.fi\n.RE`;
}

/** One argument of a request. */
function quote(text: string): string {
  return `"${escapeRoff(oneLine(text))}"`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function codeOf(sign: string): string {
  return (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** Splits a stream of text into lines in bounded memory, even if a line is very long. */

/**
 * Yields the lines without `\n` or `\r\n`, cut off after `limitCharacters`. The last line need not end with a
 * line break.
 */
export async function* boundedLines(
  chunks: AsyncIterable<string>,
  limitCharacters: number,
): AsyncGenerator<string> {
  let open = '';
  for await (const chunk of chunks) {
    const [first = '', ...rest] = chunk.split('\n');
    let line = extend(open, first, limitCharacters);
    for (const next of rest) {
      yield withoutReturn(line);
      line = extend('', next, limitCharacters);
    }
    open = line;
  }
  if (open !== '') yield withoutReturn(open);
}

function extend(line: string, piece: string, limitCharacters: number): string {
  return line.length < limitCharacters ? (line + piece).slice(0, limitCharacters) : line;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

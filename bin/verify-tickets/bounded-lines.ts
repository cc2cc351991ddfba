/** Splits a stream of text into lines in constant memory, however long a line is. */

/**
 * Lines without their ends, `\n` or `\r\n`. Of a line above `limitCharacters` only that much comes. Whether the last
 * line has an end makes no difference.
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

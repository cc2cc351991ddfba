/** Which of two representations a client would rather have (RFC 9110 §12.5.1). */

/** Whether CSV is preferred to JSON, which whoever does not care gets. `accept` is the header. */
export function prefersCsv(accept: string | undefined): boolean {
  const ranges = parseRanges(accept ?? '*/*');
  return qualityOf('text/csv', ranges) > qualityOf('application/json', ranges);
}

/** Media ranges in lower case with their quality, from 0 to 1. */
function parseRanges(accept: string): Map<string, number> {
  return new Map(
    accept.split(',').map((part): [string, number] => {
      const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return [range, quality === undefined ? 1 : Number(quality.slice(2)) || 0];
    }),
  );
}

/** The most specific range decides. */
function qualityOf(mediaType: string, ranges: Map<string, number>): number {
  const [type] = mediaType.split('/');
  return ranges.get(mediaType) ?? ranges.get(`${type}/*`) ?? ranges.get('*/*') ?? 0;
}

/** Collects the log lines of functions in the test's own process, instead of letting them reach its output. */
import { jest } from '@jest/globals';

export type LogLine = Record<string, unknown>;

/** `lines` grows while functions log. Other output, such as that of Jest, passes. `restore` ends the collecting. */
export function collectLogLines(): { lines: LogLine[]; restore: () => void } {
  const lines: LogLine[] = [];
  const spies = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    return jest.spyOn(stream, 'write').mockImplementation((text) => {
      if (!String(text).startsWith('{')) return write(text);
      lines.push(JSON.parse(String(text)));
      return true;
    });
  });
  return {
    lines,
    restore: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}

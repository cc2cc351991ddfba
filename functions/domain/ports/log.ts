/** Logs what went wrong without changing the answer of the request. Log neither secrets nor personal data. */
export type Log = {
  /** Writes one line: a message, and fields by which it can be searched. */
  warn(message: string, fields: Record<string, string | number>): void;
};

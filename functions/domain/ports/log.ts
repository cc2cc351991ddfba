/** Logs what was done, and what went wrong without changing the answer of the request. Log neither secrets nor personal data. */
export type Log = {
  /** Writes one line: a message, and fields by which it can be searched. */
  info(message: string, fields: Record<string, string | number>): void;
  /** The same for what somebody should look at if there are many. */
  warn(message: string, fields: Record<string, string | number>): void;
};

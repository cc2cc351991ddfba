/** What is read of an error that a mail service or a library threw. */

/** `code` and `command`: of nodemailer and of Node. `responseCode`: the SMTP reply code. */
export type Fault = { name: string; message: string; code: string; responseCode: number; command: string };

/** @returns the fields of an error, empty or 0 where it has none. */
export function faultOf(error: unknown): Fault {
  const fields = new Map<string, unknown>();
  if (typeof error === 'object' && error !== null) {
    for (const key of ['name', 'message', 'code', 'responseCode', 'command']) {
      fields.set(key, Reflect.get(error, key));
    }
  }
  const text = (key: string) => String(fields.get(key) ?? '');
  return {
    name: text('name'),
    message: text('message'),
    code: text('code'),
    responseCode: Number(fields.get('responseCode') ?? 0),
    command: text('command'),
  };
}

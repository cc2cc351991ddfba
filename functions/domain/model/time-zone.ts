/** The time zones that the runtime knows. */

/** Whether this is the IANA name of a time zone. An offset such as +02:00 is not: it ignores summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

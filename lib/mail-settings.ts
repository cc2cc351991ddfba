/** How the operator wants mails to be, and the environment variables by which functions read it. */

/** `from`: the sender's address. `name`, `color` and `timeZone` as in the local service's MAIL_ variables. */
export type MailOptions = { from: string; name?: string; color?: string; timeZone?: string };

export function mailVariables({ from, name, color, timeZone }: MailOptions): Record<string, string> {
  return {
    MAIL_FROM: from,
    ...(name && { MAIL_BRAND_NAME: name }),
    ...(color && { MAIL_BRAND_COLOR: color }),
    ...(timeZone && { MAIL_TIME_ZONE: timeZone }),
  };
}

/** How the operator wants mails to be, and the environment variables by which functions read it. */

/** `from`: the sender's address. `name`, `color`, `timeZone` and `replyTo` as in the local service's MAIL_ variables. */
export type MailOptions = {
  from: string;
  name?: string;
  color?: string;
  timeZone?: string;
  replyTo?: string;
};

export function mailVariables(options: MailOptions): Record<string, string> {
  const { from, name, color, timeZone, replyTo } = options;
  return {
    MAIL_FROM: from,
    ...(name && { MAIL_BRAND_NAME: name }),
    ...(color && { MAIL_BRAND_COLOR: color }),
    ...(timeZone && { MAIL_TIME_ZONE: timeZone }),
    ...(replyTo && { MAIL_REPLY_TO: replyTo }),
  };
}

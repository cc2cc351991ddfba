/** How the operator lets people register: `open`, at once, or `by-mail`, with a link that is mailed. */

/**
 * `setting`: its name, for the error.
 * @returns whether accounts are registered by mail
 * @throws Error with a message for the operator.
 */
export function readRegistration(setting: string, text = 'open', sendsMail = true): boolean {
  if (text !== 'open' && text !== 'by-mail')
    throw new Error(
      `${setting}=${text} is neither open nor by-mail. Set it to one of the two, or unset it for open.`,
    );
  if (text === 'by-mail' && !sendsMail)
    throw new Error(
      `${setting}=by-mail needs mail, and none is sent. State the sender's address, or unset ${setting}.`,
    );
  return text === 'by-mail';
}

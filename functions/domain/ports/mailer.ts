/** Sends mail to customers. */

/** `data`: the content; `contentId` lets the HTML refer to an image as `cid:<contentId>`. */
export type Attachment = { filename: string; contentType: string; data: Uint8Array; contentId?: string };

/**
 * One message to one address. `id`: names the message, the same for each attempt to send it. `tags`: returned
 * by the mail service with a bounce or a complaint. `unsubscribeLink`: for mail that is not about a booking, an address
 * that a POST without a log-in unsubscribes from it (RFC 8058).
 */
export type Mail = {
  id: string;
  to: { name: string; email: string };
  subject: string;
  text: string;
  html: string;
  attachments: Attachment[];
  tags: Record<string, string>;
  unsubscribeLink?: string;
};

export type Mailer = {
  /**
   * Hands a message to the mail service.
   * @returns `sent`, or `rejected` if the service will never accept this message or this address
   * @throws Busy if the service does not answer or accepts no message now
   */
  send(mail: Mail): Promise<'sent' | 'rejected'>;
};

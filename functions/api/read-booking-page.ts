/**
 * Serves the page that the link of a mail opens. It is the same for every booking: which one it shows is in the
 * fragment of the address, which a browser does not send.
 */
import { endpoint } from '../compose-frame.ts';
import { bookingPage } from '../http/booking-page/page.ts';
import { pageAnswer } from '../http/page-answer.ts';

/** `blob:` is for pictures that need the token. */
const answer = pageAnswer(bookingPage, { images: "'self' blob: data:", isFound: false });

export const handler = endpoint('read-booking-page', {}, async ({ origin }) => answer(origin));

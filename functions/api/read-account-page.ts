/**
 * Serves the page that the links of letters open. It is the same for every account: what it does, and with which token, is
 * in the fragment of the address, which a browser does not send.
 */
import { endpoint } from '../compose-frame.ts';
import { accountPage } from '../http/account-page/page.ts';
import { pageAnswer } from '../http/page-answer.ts';

const answer = pageAnswer(accountPage, { images: 'data:', isFound: false });

export const handler = endpoint('read-account-page', {}, async ({ origin }) => answer(origin));

/** Serves the documentation as an HTML page. */
import { endpoint } from '../compose-frame.ts';
import { docsPage } from '../http/docs/page.ts';
import { pageAnswer } from '../http/page-answer.ts';

const answer = pageAnswer(docsPage);

export const handler = endpoint('read-docs', {}, async ({ origin }) => answer(origin));

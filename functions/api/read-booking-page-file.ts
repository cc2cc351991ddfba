/** Serves the files that the page of one booking loads. */
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { bookingPageFile } from '../http/booking-page/files.ts';
import { pageFileAnswer } from '../http/page-files.ts';

export const handler = endpoint('read-booking-page-file', {}, async ({ file: name, acceptEncoding }) => {
  const file = bookingPageFile(name);
  if (file === undefined) throw new Refusal('not-found', 'The page has no such file.');
  return pageFileAnswer(file, acceptEncoding);
});

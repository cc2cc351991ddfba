/** Serves the scripts that the page of an account loads. */
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { accountPageFile } from '../http/account-page/files.ts';
import { pageFileAnswer } from '../http/page-files.ts';

export const handler = endpoint('read-account-page-file', {}, async ({ file: name, acceptEncoding }) => {
  const file = accountPageFile(name);
  if (file === undefined) throw new Refusal('not-found', 'The page has no such file.');
  return pageFileAnswer(file, acceptEncoding);
});

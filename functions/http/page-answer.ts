/** Answers an HTML page whose style sheets and scripts are files of this service, and that calls nothing but this service. */
import { renderedOnce } from './etag.ts';

/** No style or script in the page itself, no form, no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @returns a function that gives the answer with the page, rendered for the address at which clients reach the service. */
export function pageAnswer(render: (origin: string) => string) {
  const page = renderedOnce(render);
  return (origin: string) => {
    const { text, etag } = page(origin);
    return {
      text,
      headers: { etag, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
    };
  };
}

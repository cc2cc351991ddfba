/** Answers an HTML page whose style sheets and scripts are files of this service, and that calls nothing but this service. */
import { renderedOnce } from './etag.ts';

/** `images`: where pictures may come from. `isFound`: whether search engines may list the page. */
type PageRules = { images: string; isFound: boolean };

/** No style or script in the page itself, no form, no frame around it. */
function policyOf({ images }: PageRules): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `img-src ${images}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** @returns a function that gives the answer with the page, rendered for the address at which clients reach the service. */
export function pageAnswer(render: (origin: string) => string, rules: PageRules) {
  const page = renderedOnce(render);
  return (origin: string) => {
    const { text, etag } = page(origin);
    return {
      text,
      headers: {
        etag,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policyOf(rules),
        ...(!rules.isFound && { 'x-robots-tag': 'noindex' }),
      },
    };
  };
}

/** The headers that CloudFront adds to the files of the page: those that `npm start` sends, and that HTTPS is a must. */
import { Duration, type Stack } from 'aws-cdk-lib';
import {
  type HeadersReferrerPolicy,
  type ResponseCustomHeader,
  type ResponseHeadersCorsBehavior,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';

const HTTPS_ONLY_DAYS = 365;

/** CloudFront takes these headers in settings of their own alone. */
const SETTINGS: Record<string, (value: string) => ResponseSecurityHeadersBehavior> = {
  'content-security-policy': (contentSecurityPolicy) => ({
    contentSecurityPolicy: { contentSecurityPolicy, override: true },
  }),
  // It has one value.
  'x-content-type-options': () => ({ contentTypeOptions: { override: true } }),
  'referrer-policy': (value) => ({
    referrerPolicy: { referrerPolicy: value as HeadersReferrerPolicy, override: true },
  }),
};

/** @returns the headers but `Cache-Control`, which is stored with each file. */
export function notStored({ 'cache-control': _stored, ...headers }: Record<string, string>) {
  return headers;
}

/** `headers`: as in `web/serving.ts`. They replace those of the origin. */
export function headersPolicy(
  stack: Stack,
  id: string,
  name: string,
  headers: Record<string, string>,
): ResponseHeadersPolicy {
  const strictTransportSecurity = {
    accessControlMaxAge: Duration.days(HTTPS_ONLY_DAYS),
    override: true,
  };
  const security: ResponseSecurityHeadersBehavior[] = [{ strictTransportSecurity }];
  const customHeaders: ResponseCustomHeader[] = [];
  let readers: string | undefined;
  for (const [header, value] of Object.entries(headers)) {
    const setting = SETTINGS[header];
    if (setting !== undefined) security.push(setting(value));
    else if (header === 'access-control-allow-origin') readers = value;
    else customHeaders.push({ header, value, override: true });
  }
  return new ResponseHeadersPolicy(stack, id, {
    responseHeadersPolicyName: name,
    securityHeadersBehavior: Object.assign({}, ...security),
    ...(readers !== undefined && { corsBehavior: readableBy(readers) }),
    ...(customHeaders.length > 0 && { customHeadersBehavior: { customHeaders } }),
  });
}

/** Scripts of these sites may read the files, without credentials. CloudFront takes no such header among the custom ones. */
function readableBy(origin: string): ResponseHeadersCorsBehavior {
  return {
    accessControlAllowOrigins: [origin],
    accessControlAllowMethods: ['GET', 'HEAD'],
    accessControlAllowHeaders: ['*'],
    accessControlAllowCredentials: false,
    originOverride: true,
  };
}

/** Reads the body of a request as JSON. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BODY_LIMIT_BYTES } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import type { FrameMiddleware } from './endpoint.ts';

/** Matches a lone surrogate, which cannot be stored as text, in JSON: JSON.stringify escapes no others. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/**
 * An empty body is the empty object.
 * @throws Refusal `body-too-large`, `unsupported-media-type`, `malformed-json`.
 */
export function jsonBody(): FrameMiddleware<{ json: unknown }> {
  return {
    before: ({ event, context }) => {
      const text = textOf(event);
      if (text !== '') requireJson(event.headers['content-type']);
      context.json = text === '' ? {} : parse(text);
    },
  };
}

function textOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (Buffer.byteLength(text) <= BODY_LIMIT_BYTES) return text;
  throw new Refusal(
    'body-too-large',
    `The body has more than ${BODY_LIMIT_BYTES} bytes. Send a smaller one.`,
  );
}

function requireJson(contentType = ''): void {
  if (contentType.split(';')[0]?.trim().toLowerCase() === 'application/json') return;
  throw new Refusal('unsupported-media-type', 'Send the body with "Content-Type: application/json".');
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!SURROGATE_ESCAPE.test(text) || !SURROGATE_ESCAPE.test(JSON.stringify(value))) return value;
  } catch {
    // Falls through: a body that cannot be parsed is rejected like one that cannot be stored as text.
  }
  throw new Refusal('malformed-json', 'The body is not valid JSON. Fix it and send it again.');
}

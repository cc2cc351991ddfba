/** The introduction of the documentation: what applies to every route, in paragraphs. Backticks mark code. */
export const INTRODUCTION = `
Boxoffice sells a limited number of tickets to many people at once. It never sells a ticket twice. Tickets that are given up go to the waitlist, which is ordered by time of arrival.

Requests and answers are JSON. Unknown fields are rejected. Times are in ISO 8601 with \`Z\` or an offset. Answers have them in UTC, in fields whose names end in \`At\`.

Texts can be in any script and can contain emoji. White space at their ends is removed, and they are stored in the Unicode form NFC. Lengths count the code points of that form. Names, venues and reasons are single lines; only a description can have line breaks and tabs. Control characters, characters that change the direction of text, and texts without a visible character are rejected. An email address identifies one account: letter case makes no difference, and neither does writing its domain in its own script or in ASCII.

Routes that are not open to anyone require \`Authorization: Bearer <access token>\`. Register or log in to get an access token, which is valid for 15 minutes, and a refresh token. Exchange the refresh token for a new pair of tokens.

Every \`POST\` accepts an \`Idempotency-Key\` of 1 to 64 printable ASCII characters, which identifies the request. If an answer was lost, send the request again with its key. On routes that remember keys it has one effect, as long as what the first request created exists. A request without a key is always a new one.

Every \`GET\` can be sent as \`HEAD\` to get the headers alone. \`OPTIONS\` answers with the methods of a path. Paths do not end with a slash. Every answer has an \`X-Request-Id\`; quote it when you report a problem.

Lists answer with \`items\` and \`nextCursor\`. Send \`nextCursor\` as \`cursor\` to get the next page. On the last page it is null.

Errors are answered with \`application/problem+json\` (RFC 9457). Distinguish problems by their \`code\`, which does not change. \`type\` links to the section of the problem below, and \`detail\` is a text for people. With status 429 or 503, \`Retry-After\` says how many seconds to wait.

Some routes bound how many requests an account or a network address may send. Answers to requests that are counted say in \`RateLimit-Policy\` and \`RateLimit\` what the bound is and what is left. A request beyond it is answered 429 and does nothing.
`.trim();

/** What holds for every route, in paragraphs; backticks mark code. */
export const INTRODUCTION = `
Boxoffice sells a limited number of tickets to many people at once. It never sells a ticket twice, and a ticket that comes back goes to whoever has waited longest.

Requests and answers are JSON. A field that a route does not list is refused. Instants are ISO 8601; answers have them in UTC, and their names end in \`At\`.

Texts can be in any script and contain emoji. White space at their ends is removed, and they are stored in the Unicode form NFC. Lengths count the code points of that form. Names, venues and reasons are single lines; only a description can have line breaks and tabs. Control characters, characters that change the direction of text, and texts without a visible character are rejected. An email address identifies one account, whatever its case, and whether its domain is written in its own script or in ASCII.

Where a route is not for anyone, send \`Authorization: Bearer <access token>\`. Registering and logging in give one. It is good for 15 minutes; the refresh token beside it buys the next pair.

Every \`POST\` takes an \`Idempotency-Key\` of 1 to 64 printable ASCII characters, which names the request. Where a route remembers it, a request whose answer was lost can be sent again with its key: it has one effect, for as long as there is what it made. Without a key each request is a new one.

Every \`GET\` can be sent as \`HEAD\`, for the headers alone. \`OPTIONS\` answers with the methods of a path. Paths do not end with a slash. Every answer has an \`X-Request-Id\`; quote it when you report a problem.

Lists answer \`items\` and \`nextCursor\`. Send that as \`cursor\` for the next page, until it is null.

What goes wrong is answered with \`application/problem+json\` (RFC 9457). Tell problems apart by their \`code\`, which stays; \`type\` is the address of its section below, and \`detail\` is for people. A 503 says in \`Retry-After\` how many seconds to wait.
`.trim();

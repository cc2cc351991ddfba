/** What is used of `mjml-browser`, which has no types of its own. */
declare module 'mjml-browser' {
  export default function compile(
    source: string,
    options: { validationLevel: 'strict'; keepComments: boolean },
  ): Promise<{ html: string }>;
}

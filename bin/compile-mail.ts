/**
 * The verb `compile-mail`: compiles the layout of mails from MJML to a TypeScript file with one template for each
 * block. In the source, `{{name}}` is a slot of a template, and the comments `begin NAME` and `end NAME` are around
 * a block.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';

const MAIL = path.join(import.meta.dirname, '../functions/mail');
const SOURCE = path.join(MAIL, 'layout.mjml');
export const COMPILED_LAYOUT = path.join(MAIL, 'layout.ts');

/** MJML checks colors, so the source has these in place of slots. */
const COLOR_SLOTS: Record<string, string> = { '#abcde1': '{{buttonColor}}', '#abcde2': '{{textColor}}' };

const BLOCK = /[ \t]*<!-- begin (\w+) -->\n?([\s\S]*?)<!-- end \1 -->\n?/g;

/** A slot that may have HTML in it. */
const RICH_SLOT = 'text';

const HEAD = `/** The layout of mails. Compiled from \`layout.mjml\` by \`npm run compile-mail\`; change it there. */
import { type Html, html } from '../html.ts';

type Block = Html | Html[] | undefined;
`;

/** @returns the content of the compiled file. @throws an error that names each fault of the source. */
export async function compileLayout(): Promise<string> {
  // Loaded when it is used, because that takes about half a second.
  const { default: compile } = await import('mjml-browser');
  const { html } = await compile(readFileSync(SOURCE, 'utf8'), {
    validationLevel: 'strict',
    keepComments: true,
  });
  const colored = Object.entries(COLOR_SLOTS).reduce(
    (text, [color, slot]) => text.replaceAll(color, slot),
    html,
  );
  const lines = colored.replaceAll(/^\s+|[ \t]+$/gm, '');
  const blocks: string[] = [];
  const frame = lines.replaceAll(BLOCK, (_whole, name: string, content: string) => {
    blocks.push(template(name, content));
    return `{{blocks.${name}}}\n`;
  });
  return [HEAD, template('frame', frame), ...blocks].join('\n');
}

/** @returns the source of a function that fills a template. */
function template(name: string, text: string): string {
  const slots = new Set([...text.matchAll(/\{\{([\w.]+)\}\}/g)].map(([, slot]) => slot ?? ''));
  const [blocks, texts] = [[...slots].filter(isBlock), [...slots].filter((slot) => !isBlock(slot))];
  const type = [
    ...texts.map((slot) => `  ${slot}: ${slot === RICH_SLOT ? 'string | Html' : 'string'};`),
    ...(blocks.length > 0
      ? [`  blocks: { ${blocks.map((slot) => `${slot.replace('blocks.', '')}: Block`).join('; ')} };`]
      : []),
  ];
  const body = text
    .replaceAll(/[\\`]|\$\{/g, (special) => `\\${special}`)
    .replaceAll(/\{\{([\w.]+)\}\}/g, (_slot, slot: string) => `\${slots.${slot}}`);
  return `export const ${name} = (slots: {\n${type.join('\n')}\n}): Html => html\`${body}\`;\n`;
}

const isBlock = (slot: string): boolean => slot.startsWith('blocks.');

const EXAMPLE = `
It reads functions/mail/layout.mjml and writes functions/mail/layout.ts.

Example:
  npm run compile-mail`;

export function defineVerb(command: Command): void {
  command.addHelpText('after', EXAMPLE).action(async () => {
    writeFileSync(COMPILED_LAYOUT, await compileLayout());
    console.log(`Wrote ${path.relative(process.cwd(), COMPILED_LAYOUT)}.`);
  });
}

/** The brand: how mails name and color the operator. */

/** `color`: `#rrggbb`. `replyTo`: the address that answers replies, if somebody reads them. */
export type Brand = { name: string; color: string; replyTo?: string };

const COLOR = /^#[0-9a-f]{6}$/i;

export const isColor = (text: string): boolean => COLOR.test(text);

const DARK_TEXT = '#111111';
const LIGHT_TEXT = '#ffffff';

/** @returns the color of text on a button of this color: dark or light, whichever has more contrast. */
export function textColorOn(color: string): string {
  return contrast(color, LIGHT_TEXT) >= contrast(color, DARK_TEXT) ? LIGHT_TEXT : DARK_TEXT;
}

/** The contrast ratio of two colors, from 1 to 21 (WCAG 2.2, 1.4.3 asks for 4.5). */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The relative luminance (WCAG 2.2): the linear parts of red, green and blue, weighted. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

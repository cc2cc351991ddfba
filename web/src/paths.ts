/** Makes addresses of the page. */
import { PAGE_PATHS } from './page-paths.ts';

type Page = keyof typeof PAGE_PATHS;

/** The properties that the router gives to every screen. */
export type ScreenProps = { path?: string; default?: boolean };

/** @returns the path as the router writes it, with `:name` for a parameter. */
export const routePattern = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** @returns the address of a page. */
export function addressOf(page: Page, parameters: Record<string, string> = {}): string {
  return PAGE_PATHS[page].replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(parameters[name] ?? ''),
  );
}

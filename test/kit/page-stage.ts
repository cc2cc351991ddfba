/** A service with its page and a browser, for one suite. */
import { expect } from '@jest/globals';
import { launchChromium } from './chromium.ts';
import { openTab, sessionScript, type Tab, type TabOptions } from './page-browser.ts';
import { aService, type Person, type TestService } from './service.ts';

export type PageStage = {
  it: TestService;
  /** Opens an empty tab with a profile of its own. */
  openTab: (options?: TabOptions) => Promise<Tab>;
  /** Opens one on this path of the page. */
  open: (path: string, options?: TabOptions) => Promise<Tab>;
  /** Opens one on this path as somebody who is logged in with this role. */
  openAs: (person: Person, role: string, path: string, options?: TabOptions) => Promise<Tab>;
  /** Ends both, and expects that no tab complained. */
  stop: () => Promise<void>;
};

export async function aPageStage(options: Parameters<typeof aService>[0] = {}): Promise<PageStage> {
  const it = await aService({ servesPage: true, ...options });
  const browser = await launchChromium();
  const tabs: Tab[] = [];
  const opened = async (tabOptions: TabOptions = {}) => {
    const tab = await openTab(browser, tabOptions);
    tabs.push(tab);
    return tab;
  };
  return {
    it,
    openTab: opened,
    async open(path, tabOptions) {
      const tab = await opened(tabOptions);
      await tab.page.goto(`${it.service.url}${path}`);
      return tab;
    },
    async openAs(person, role, path, tabOptions) {
      const tab = await opened(tabOptions);
      await tab.context.addInitScript(sessionScript(person, role));
      await tab.page.goto(`${it.service.url}${path}`);
      return tab;
    },
    async stop() {
      await browser.close();
      await it.stop();
      expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
    },
  };
}

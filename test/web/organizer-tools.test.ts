/** The audit of an event and the webhooks of an organizer on the page, in a real browser. */
import { readFileSync } from 'node:fs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { table } from '../../functions/compose.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { aReceiver, type Receiver, verified, withStatus } from '../kit/receiver.ts';
import { eventually, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const [PHONE] = WIDTHS;

describeWithBrowser('The tools of organizers', () => {
  let stage: PageStage;
  let it: TestService;
  let receiver: Receiver;
  beforeAll(async () => {
    stage = await aPageStage({ webhooks: 'any' });
    it = stage.it;
    receiver = await aReceiver();
  });
  afterAll(async () => {
    await stage.stop();
    await receiver.stop();
  });

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const fits = async (page: Page) =>
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE);

  test('an audit is read, saved and printed, and shows a fault that was planted', async () => {
    const { id, organizer } = await it.anEvent({ name: 'Concert', capacity: 5 });
    await it.book(await it.aPerson(), id, { quantity: 2 });
    const { page, inaccessible } = await stage.openAs(organizer, 'organizer', `/organize/${id}`, {
      width: PHONE,
      bypassCSP: true,
    });
    await page.getByRole('link', { name: 'Audit' }).click();
    await heading(page, 'No guarantee is broken');
    await page.getByText('The tickets add up.').waitFor();
    const inRow = (name: string) => page.getByRole('row', { name }).getByRole('cell').innerText();
    expect(await inRow('Sold')).toBe('2');
    expect(await inRow('Free')).toBe('3');
    expect(await page.locator('.findings > li').count()).toBe(11);
    await fits(page);

    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as JSON')]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(saved).toMatchObject({ eventId: id, holds: true, tickets: { capacity: 5, sold: 2, free: 3 } });
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('banner').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.locator('.audit-head').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });

    await table().client.send(
      new UpdateCommand({
        TableName: table().name,
        Key: shardKey(id, 0),
        UpdateExpression: 'ADD freeTickets :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    await press(page, 'Audit again');
    await heading(page, '1 guarantee is broken');
    await page.getByText('The tickets do not add up: the difference is 1.').waitFor();
    expect(await page.locator('.findings > li').first().innerText()).toContain('NoOversell');
    expect(await inaccessible()).toEqual([]);
  });

  test('an endpoint is made, tested, sent bookings, and changed; a failed delivery is sent again', async () => {
    const { id, organizer } = await it.anEvent();
    const { page, inaccessible } = await stage.openAs(organizer, 'organizer', '/organize', {
      width: PHONE,
      bypassCSP: true,
    });
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByText('You have no endpoints yet.').waitFor();
    await press(page, 'Make the endpoint');
    await page.getByText('Please fill this in.').waitFor();
    await page.getByText('What is sent').click();
    await page.getByText('Somebody booked, and has the tickets.').waitFor();
    expect(await inaccessible()).toEqual([]);
    await page.getByLabel('Address').fill('no address');
    await press(page, 'Make the endpoint');
    await page.getByText('Please write a whole link that begins with https://').waitFor();
    await page.getByLabel('Address').fill(receiver.url);
    await page.getByLabel('Description').fill('Accounting');
    await press(page, 'Make the endpoint');
    await heading(page, 'The secret of this endpoint');
    const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await press(page, 'Copy');
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    expect(await inaccessible()).toEqual([]);
    await press(page, 'I have stored it');

    await heading(page, 'Accounting');
    await page.getByText('Nothing was sent yet.').waitFor();
    await press(page, 'Send a test');
    await page.getByText('The test was accepted. Answered 204').waitFor();
    expect(verified(secret, receiver.received[0]).type).toBe('webhook.test');
    receiver.answer = withStatus(500, 'closed for maintenance');
    await it.book(await it.aPerson(), id);
    await eventually(async () => receiver.types().includes('booking.booked'));
    const delivery = page.getByRole('listitem').filter({ hasText: 'booking.booked' }).first();
    await eventually(async () => {
      await press(page, 'Refresh');
      return (await delivery.count()) > 0;
    });
    await delivery.getByText('Details').click();
    await delivery.getByText('closed for maintenance').waitFor();
    const outcome = page.getByRole('combobox', { name: 'Outcome' });
    const type = page.getByRole('combobox', { name: 'Type' });
    await outcome.selectOption('Accepted');
    await delivery.waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'webhook.test' }).waitFor();
    await type.selectOption('booking.booked');
    await page.getByText('No delivery of the last 30 days matches.').waitFor();
    expect(await inaccessible()).toEqual([]);
    await fits(page);
    await outcome.selectOption('All');
    await delivery.waitFor();
    await type.selectOption('All');
    await page.getByRole('listitem').filter({ hasText: 'webhook.test' }).waitFor();
    await delivery.getByText('Details').click();
    receiver.answer = withStatus(204);
    await delivery.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('It was sent again and accepted.').waitFor();
    await fits(page);

    await press(page, 'Pause');
    await page.getByText('Nothing is sent.').waitFor();
    await press(page, 'Enable');
    await page.getByText('It gets what happens from now on.').waitFor();
    await page.getByText('Change the secret').click();
    await page.getByLabel('no longer: somebody may know it').check();
    await press(page, 'Make a new secret');
    const rotated = await page.getByLabel('Secret', { exact: true }).inputValue();
    await press(page, 'I have stored it');
    const sent = receiver.received.length;
    await press(page, 'Send a test');
    await eventually(async () => receiver.received.length > sent);
    expect(verified(rotated, receiver.received.at(-1)).type).toBe('webhook.test');
    expect(() => verified(secret, receiver.received.at(-1))).toThrow();
    await page.getByText('Change the address or the description').click();
    await page.getByLabel('Description').fill('Ledger');
    await press(page, 'Save the changes');
    await heading(page, 'Ledger');
    expect(await inaccessible()).toEqual([]);
    await press(page, 'Remove the endpoint');
    await press(page, 'Yes, remove it');
    await page.getByText('You have no endpoints yet.').waitFor();
  });

  test.each(WIDTHS)(
    'everything since a time is sent again, and the end of it is shown, %i pixels wide',
    async (width) => {
      const { id, organizer } = await it.anEvent();
      const { body } = await it.call({
        path: '/v1/webhooks',
        token: organizer.token,
        body: { url: receiver.url },
      });
      receiver.received.length = 0;
      await it.book(await it.aPerson(), id);
      await it.book(await it.aPerson(), id);
      const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);
      await eventually(async () => ids().length === 2);
      const sent = ids().sort();
      const { page, inaccessible } = await stage.openAs(
        organizer,
        'organizer',
        `/organize/webhooks/${body.id}`,
        {
          width,
          bypassCSP: true,
        },
      );
      await page.getByText('Send again everything since a time').press('Enter');
      const sendAgain = page.locator('form', { has: page.locator('[name="since"]') }).getByRole('button');
      await sendAgain.click();
      await page.getByText('Please fill this in.').waitFor();
      await page.fill('[name="since"]', '2099-01-01T00:00');
      await sendAgain.click();
      await page.getByText('This time has not come yet.').waitFor();
      const { promise: isLooked, resolve: look } = Promise.withResolvers<void>();
      await page.route('**/replay', async (route) => {
        if (route.request().method() === 'GET') await isLooked;
        await route.continue();
      });
      await page.fill('[name="since"]', '2020-01-01T00:00');
      await sendAgain.click();
      await page.getByText('Everything since Wed, 1 Jan 2020, 00:00 is being sent again.').waitFor();
      expect(await inaccessible()).toEqual([]);
      await eventually(async () => ids().length === 4);
      expect(ids().slice(2).sort()).toEqual(sent);
      look();
      await page.getByText('Everything since Wed, 1 Jan 2020, 00:00 was sent again').waitFor();
      await page.getByRole('listitem').filter({ hasText: 'booking.booked' }).nth(3).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);

      await page.reload();
      await page.getByText('Send again everything since a time').click();
      await page.getByText('Everything since Wed, 1 Jan 2020, 00:00 was sent again').waitFor();
      await press(page, 'Pause');
      await page.getByText('The endpoint is switched off. Enable it first.').waitFor();
    },
  );
});

/** HTML templates: escaping, lists and prose. */
import { expect, test } from '@jest/globals';
import { html, prose } from '../../functions/html.ts';

test('a value in a template is escaped once', () => {
  expect(html`<p title="${'"'}">${`<b> & 'c'`}</p>`.text).toBe(
    '<p title="&quot;">&lt;b&gt; &amp; &#39;c&#39;</p>',
  );
  expect(html`<div>${html`<b>${'<'}</b>`}</div>`.text).toBe('<div><b>&lt;</b></div>');
});

test('lists are joined, and `undefined` and `false` leave nothing', () => {
  expect(html`${['a', html`<br>`, 1]}${undefined}${false}`.text).toBe('a<br>1');
});

test('backticks in prose mark code, and code is escaped', () => {
  expect(prose('Send `<a>` or `b`.').text).toBe('Send <code>&lt;a&gt;</code> or <code>b</code>.');
});

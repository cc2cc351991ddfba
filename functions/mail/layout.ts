/** The layout of mails. Compiled from `layout.mjml` by `npm run compile-mail`; change it there. */
import { type Html, html } from '../html.ts';

type Block = Html | Html[] | undefined;

export const frame = (slots: {
  language: string;
  title: string;
  preview: string;
  brand: string;
  buttonColor: string;
  greeting: string;
  footer: string;
  blocks: { paragraph: Block; quote: Block; button: Block; image: Block; row: Block; pageLink: Block; unsubscribe: Block };
}): Html => html`<!doctype html>
<html lang="${slots.language}" dir="auto" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<title>${slots.title}</title>
<!--[if !mso]><!-->
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<!--<![endif]-->
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style type="text/css">
#outlook a { padding:0; }
body { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }
table, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }
img { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }
p { display:block;margin:13px 0; }
</style>
<!--[if mso]>
<noscript>
<xml>
<o:OfficeDocumentSettings>
<o:AllowPNG/>
<o:PixelsPerInch>96</o:PixelsPerInch>
</o:OfficeDocumentSettings>
</xml>
</noscript>
<![endif]-->
<!--[if lte mso 11]>
<style type="text/css">
.mj-outlook-group-fix { width:100% !important; }
</style>
<![endif]-->
<style type="text/css">
@media only screen and (min-width:480px) {
.mj-column-per-100 { width:100% !important; max-width: 100%; }
}
</style>
<style media="screen and (min-width:480px)">
.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }
</style>
<style type="text/css">
@media only screen and (max-width:479px) {
table.mj-full-width-mobile { width: 100% !important; }
td.mj-full-width-mobile { width: auto !important; }
}
</style>
<style type="text/css">
:root { color-scheme: light dark; }
.page div { overflow-wrap: anywhere; word-break: break-word; }
.page a { overflow-wrap: anywhere; }
.action a { overflow-wrap: normal; }
.code img { background: #ffffff; border-radius: 4px; }
@media (prefers-color-scheme: dark) {
body, .page, .page > div { background-color: #111418 !important; }
.card, .card > table { background-color: #1c2128 !important; }
.page div, .page h1 { color: #e6e9ee !important; }
.page .muted div, .page .label { color: #a7b0bd !important; }
.page .muted a { color: #a7b0bd !important; }
.action td { border-color: #8b949e !important; }
.quote div div, .rule p { border-color: #4a525e !important; }
}
</style>
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
</head>
<body  class="page" style="word-spacing:normal;background-color:#f1f3f5;">
<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">${slots.preview}</div>
<div
aria-label="${slots.title}" aria-roledescription="email" role="article" lang="${slots.language}" dir="auto" style="word-spacing:normal;background-color:#f1f3f5;"
>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" class="" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  style="margin:0px auto;max-width:600px;">
<table
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;"
>
<tbody>
<tr>
<td
style="direction:ltr;font-size:0px;padding:16px 0 8px;text-align:center;"
>
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>
<tr>
<td
align="left" class="muted" style="font-size:0px;padding:0 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:14px;font-weight:600;line-height:20px;text-align:left;color:#566070;"
>${slots.brand}</div>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><table align="center" border="0" cellpadding="0" cellspacing="0" class="card-outlook" role="presentation" style="width:600px;" width="600" bgcolor="#ffffff" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  class="card" style="background:#ffffff;background-color:#ffffff;margin:0px auto;max-width:600px;border-radius:8px;overflow:hidden;">
<table
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#ffffff;background-color:#ffffff;width:100%;border-collapse:separate;"
>
<tbody>
<tr>
<td
style="border-top:6px solid ${slots.buttonColor};border-radius:8px;direction:ltr;font-size:0px;padding:16px 0;text-align:center;"
>
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>
<tr>
<td
align="left" style="font-size:0px;padding:8px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;text-align:left;color:#1f2937;"
><h1 style="margin:0;font-size:24px;line-height:30px;font-weight:700">${slots.title}</h1></div>
</td>
</tr>
<tr>
<td
align="left" style="font-size:0px;padding:8px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;text-align:left;color:#1f2937;"
>${slots.greeting}</div>
</td>
</tr>
${slots.blocks.paragraph}
${slots.blocks.quote}
${slots.blocks.button}
${slots.blocks.image}
<tr>
<td
align="center" class="rule" style="font-size:0px;padding:12px 24px;word-break:break-word;"
>
<p
style="border-top:solid 1px #dde1e6;font-size:1px;margin:0px auto;width:100%;"
>
</p>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #dde1e6;font-size:1px;margin:0px auto;width:552px;" role="presentation" width="552px" ><tr><td style="height:0;line-height:0;"> &nbsp;
</td></tr></table><![endif]-->
</td>
</tr>
${slots.blocks.row}
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><table align="center" border="0" cellpadding="0" cellspacing="0" class="" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  style="margin:0px auto;max-width:600px;">
<table
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;"
>
<tbody>
<tr>
<td
style="direction:ltr;font-size:0px;padding:8px 0 24px;text-align:center;"
>
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>
${slots.blocks.pageLink}
<tr>
<td
align="left" class="muted" style="font-size:0px;padding:8px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:14px;line-height:20px;text-align:left;color:#566070;"
>${slots.footer}</div>
</td>
</tr>
${slots.blocks.unsubscribe}
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</div>
</body>
</html>
`;

export const paragraph = (slots: {
  text: string | Html;
}): Html => html`<tr>
<td
align="left" style="font-size:0px;padding:8px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;text-align:left;color:#1f2937;"
>${slots.text}</div>
</td>
</tr>
`;

export const quote = (slots: {
  label: string;
  text: string | Html;
}): Html => html`<tr>
<td
align="left" class="quote" style="font-size:0px;padding:8px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;text-align:left;color:#1f2937;"
><div style="border-left:4px solid #c9d0d8;padding-left:12px"><span class="label" style="color:#566070;font-size:14px">${slots.label}</span><br>${slots.text}</div></div>
</td>
</tr>
`;

export const button = (slots: {
  buttonColor: string;
  link: string;
  textColor: string;
  label: string;
}): Html => html`<tr>
<td
align="left" class="action" style="font-size:0px;padding:12px 24px;word-break:break-word;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;"
>
<tbody>
<tr>
<td
align="center" bgcolor="${slots.buttonColor}" role="presentation" style="border:1px solid ${slots.buttonColor};border-radius:6px;cursor:auto;mso-padding-alt:12px 24px;background:${slots.buttonColor};" valign="middle"
>
<a
href="${slots.link}" style="display:inline-block;background:${slots.buttonColor};color:${slots.textColor};font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:16px;font-weight:600;line-height:24px;margin:0;text-decoration:none;text-transform:none;padding:12px 24px;mso-padding-alt:0px;border-radius:6px;" target="_blank"
>
${slots.label}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
`;

export const image = (slots: {
  caption: string;
  contentId: string;
}): Html => html`<tr>
<td
align="left" class="code" style="font-size:0px;padding:12px 24px 0;word-break:break-word;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:collapse;border-spacing:0px;"
>
<tbody>
<tr>
<td  style="width:200px;">
<img
alt="${slots.caption}" src="cid:${slots.contentId}" style="border:0;display:block;outline:none;text-decoration:none;height:auto;width:100%;font-size:13px;" width="200" height="auto"
/>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td
align="left" style="font-size:0px;padding:4px 24px 8px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:14px;line-height:20px;text-align:left;color:#1f2937;"
>${slots.caption}</div>
</td>
</tr>
`;

export const row = (slots: {
  label: string;
  text: string | Html;
}): Html => html`<tr>
<td
align="left" style="font-size:0px;padding:4px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;text-align:left;color:#1f2937;"
><span class="label" style="color:#566070;font-size:14px">${slots.label}</span><br>${slots.text}</div>
</td>
</tr>
`;

export const pageLink = (slots: {
  link: string;
  label: string;
}): Html => html`<tr>
<td
align="left" class="muted" style="font-size:0px;padding:8px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:14px;line-height:20px;text-align:left;color:#566070;"
><a href="${slots.link}" style="color:#566070">${slots.label}</a></div>
</td>
</tr>
`;

export const unsubscribe = (slots: {
  text: string | Html;
  link: string;
  label: string;
}): Html => html`<tr>
<td
align="left" class="muted" style="font-size:0px;padding:8px 24px;word-break:break-word;"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:14px;line-height:20px;text-align:left;color:#566070;"
>${slots.text} <a href="${slots.link}" style="color:#566070">${slots.label}</a></div>
</td>
</tr>
`;

/** The texts of embedding an event, in English. */
export const embed = {
  title: 'Show it on your own site',
  text: 'Paste this into a page of your site. It shows the event, what is left, and a button that opens it here, where people book.',
  code: 'HTML for your site',
  copy: 'Copy the HTML',
  copied: 'Copied.',
  notCopied: 'Your browser did not let us copy. The text is selected: copy it with the keyboard or the menu.',
};

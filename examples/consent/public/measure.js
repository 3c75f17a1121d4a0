// Stands for a script that measures: it runs after the grant, and not before.
// biome-ignore lint/suspicious/noDocumentCookie: this is what such scripts do
document.cookie = 'measure=on; path=/; samesite=lax';
document.querySelector('#measured').textContent = '✓ /measure.js';

// By script tags: two of them make the manager and the banner, release scripts, show embeds and clean up. This is what the page shows
// besides, and it knows nothing of them.
import { showPage } from './show-page.ts';

showPage();

// The provider's own pages, as somebody goes through them.

/** What the browser says of the provider's own pages, and what is not ours to mend. */
export const BEARS = ['favicon', 'Failed to load resource', 'Content Security Policy', 'Quirks'];

/** Signs in with the provider, as somebody whom it knows. */
export async function through(page, from, person) {
    await page.goto(from);
    await page.click('a[href^="/sign-in/oidc"]');
    await page.fill('input[name=login]', person);
    await page.fill('input[name=password]', 'qualsiasi');
    await page.click('button[type=submit]');
    // What we may know of them.
    await page.waitForSelector('text=Authorize');
    await page.click('button[type=submit]');
}

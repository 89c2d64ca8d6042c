// The page to try the API: it shows itself whole, and a question asked there is answered.

import { claim, walk } from './rig.mjs';

await walk(async ({ args, open }) => {
    const page = await open();
    await page.goto('/api/v1/docs/');
    await page.waitForSelector('.opblock');
    await page.click('.authorize');
    await page.fill('.auth-container input', args.token);
    await page.click('.auth-btn-wrapper .authorize');
    await page.click('.auth-btn-wrapper .btn-done');
    await page.click('#operations-desks-list');
    await page.click('.try-out__btn');
    await page.click('.execute');
    await page.waitForSelector('.live-responses-table tbody .response-col_status:has-text("200")');
    claim((await page.textContent('.live-responses-table')).includes('giustizia'), 'the desks are told');
});

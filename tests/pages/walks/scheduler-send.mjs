// The card's key: the number goes to the user in writing, while they are still on the line.

import { claim, same, walk } from './rig.mjs';

await walk(async ({ args, open, signIn, seen }) => {
    const page = await open();
    await signIn(page, 'anna');
    const state = (wanted) => page.waitForSelector(`#booking[data-state=${wanted}]`);
    await page.goto('/scheduler');
    await page.click('details.more summary');
    await page.fill('#email', args.email);
    await page.fill('#number', '0668851234');
    await page.press('#number', 'Enter');
    await state('held');
    await page.waitForFunction(() => document.activeElement?.id === 'book-it');
    await page.keyboard.press('Enter');
    await state('booked');
    const number = (await page.textContent('.ticket-number')).trim();
    same((await page.textContent('#sent')).trim(), '', 'nothing is sent by itself');
    for (const time of ['once', 'twice']) {
        const answer = page.waitForResponse((response) => response.url().endsWith('/scheduler/send'));
        await page.keyboard.press('s');
        same((await answer).status(), 200, `what the key s brings, pressed ${time}`);
        await page.waitForSelector('#sent .alert-success');
        claim((await page.textContent('#sent')).includes('Il numero è stato inviato.'), await page.textContent('#sent'));
    }
    same((await page.textContent('.ticket-number')).trim(), number, 'the card stays');
    await seen(page, 'scheduler-sent-it');
});

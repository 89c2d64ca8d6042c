// A citizen with a landline has the code spoken by a call: the page follows the call by itself, loses nothing that is typed meanwhile, and works without a
// script too.

import { writeFileSync } from 'node:fs';
import { PHONE, claim, same, walk } from './rig.mjs';

await walk(async ({ args, open, seen }) => {
    const page = await open();
    await page.goto(args.desk);
    await page.focus('.book-times button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/details/);
    await seen(page, 'book-details-call-it');
    await page.keyboard.type('06 6885 1234');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/code$/);
    claim((await page.textContent('#call')).includes('Sta per squillare'), 'it says that it will ring');
    same(await page.evaluate(() => document.activeElement.id), 'code', 'where one writes');
    await page.keyboard.type('123');
    await seen(page, 'book-call-rings-it');
    writeFileSync(args.sign, '');
    await page.waitForSelector('#call:has-text("occupato")');
    same(await page.inputValue('#code'), '123', 'what is typed stays');
    same(await page.evaluate(() => document.activeElement.id), 'code', 'and where one is');
    await seen(page, 'book-call-over-it');

    // On a phone, in English, without a script.
    const phone = await open({ size: PHONE, language: 'en', javaScriptEnabled: false });
    await phone.goto(args.desk);
    await phone.click('.book-times button');
    await phone.waitForURL(/details/);
    await phone.fill('#phone', '06 6885 2345');
    await phone.click('main button[type=submit]');
    claim((await phone.textContent('#call')).includes('about to ring'), 'it says that it will ring');
    writeFileSync(args.sign, '');
    for (let tries = 0; tries < 100; tries += 1) {
        if ((await phone.textContent('#call')).includes('busy')) break;
        await phone.click('a:has-text("See how the call stands")');
    }
    claim((await phone.textContent('#call')).includes('busy'), 'asked for again, it says what became of it');
});

// A citizen books with the code that came by a short message, looks after the request, moves it and cancels it: by keyboard, and without a script too.

import { existsSync, readFileSync } from 'node:fs';
import { PHONE, claim, same, until, walk } from './rig.mjs';

await walk(async ({ args, open, look, seen }) => {
    const codes = () =>
        existsSync(args.sms)
            ? readFileSync(args.sms, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line).text).filter((text) => /codice|code /.test(text))
            : [];
    const code = async (count) => (await until(`code ${count} is sent`, () => codes()[count - 1])).match(/\b\d{6}\b/)[0];

    const page = await open({ bears: ['404', '422', '409'] });
    await look(page, args.desk, 'book');
    await look(page, `${args.desk}/request`, 'book-request');

    // By keyboard alone, from the first free time to the number.
    await page.goto(args.desk);
    await page.focus('.book-times button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/details/);
    same(await page.evaluate(() => document.activeElement.id), 'phone', 'where one writes first');
    await seen(page, 'book-details-it');
    await page.keyboard.type('06 6885 1234');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[aria-invalid=true]');
    await seen(page, 'book-details-wrong-it');
    same(await page.inputValue('#phone'), '06 6885 1234', 'what was typed stays');
    await page.fill('#phone', '');
    await page.focus('#phone');
    await page.keyboard.type('333 123 4567');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/code$/);
    claim(!page.url().includes('333'), 'the number is not in the address');
    same(await page.evaluate(() => document.activeElement.id), 'code', 'where one writes first');
    await seen(page, 'book-code-it');
    const right = await code(1);
    await page.keyboard.type(right === '111111' ? '222222' : '111111');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[aria-invalid=true]');
    await seen(page, 'book-code-wrong-it');
    await page.keyboard.type(right);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/booked$/);
    await seen(page, 'book-booked-it');
    const [number, date] = await page.locator('dd.number').allTextContents();
    claim(/^\d{3} \d{3} \d{3}$/.test(number.trim()), `a number in groups: ${number}`);

    // Later, from another browser: a phone, in English, without a script.
    const phone = await open({ size: PHONE, language: 'en', javaScriptEnabled: false, bears: ['404', '429'] });
    await phone.goto(`${args.desk}/request`);
    await phone.fill('#number', number);
    await phone.fill('#date', date.trim().split('/').reverse().join('-'));
    await phone.click('main button[type=submit]');
    claim((await phone.textContent('main')).includes('Open'), 'how it stands');
    claim(!phone.url().includes(number.trim().slice(0, 3)), 'the number is not in the address');
    await phone.click('summary:has-text("Move the call")');
    await phone.selectOption('#start', { index: 2 });
    await phone.click('button:has-text("Move")');
    claim((await phone.textContent('main')).includes('The call is moved.'), 'it is moved');
    await phone.click('summary:has-text("Cancel the call")');
    await phone.click('button:has-text("Yes, cancel")');
    claim((await phone.textContent('main')).includes('The call is cancelled.'), 'it is cancelled');

    // What stands there is accessible too.
    const again = await open({ bears: ['409'] });
    await again.goto(args.desk);
    await again.click('.book-times button');
    await again.waitForURL(/details/);
    await again.fill('#phone', '333 123 4567');
    await again.keyboard.press('Enter');
    await again.waitForURL(/\/code$/);
    await again.fill('#code', await code(2));
    await again.keyboard.press('Enter');
    await again.waitForURL(/\/booked$/);
    const [second] = await again.locator('dd.number').allTextContents();
    await again.goto(`${args.desk}/request`);
    await again.fill('#number', second);
    await again.fill('#date', date.trim().split('/').reverse().join('-'));
    await again.click('main button[type=submit]');
    await again.waitForSelector('dl');
    await again.click('summary:has-text("Sposta")');
    await seen(again, 'book-request-found-it');

    // The time that one is about to take goes to somebody else: the next one is offered, one key away.
    const slow = await open({ bears: ['409'] });
    await slow.goto(args.desk);
    const start = await slow.getAttribute('.book-times button', 'value');
    for (const quick of [await open(), await open()]) {
        await quick.goto(args.desk);
        if ((await quick.locator(`button[value="${start}"]`).count()) === 0) continue;
        await quick.click(`button[value="${start}"]`);
        await quick.waitForURL(/details/);
    }
    await slow.click(`button[value="${start}"]`);
    await slow.waitForSelector('[role=alert]');
    await seen(slow, 'book-taken-it');
    await slow.focus('form[action$="/pick"] button');
    await slow.keyboard.press('Enter');
    await slow.waitForURL(/details/);
});

// The keys of the booking: each presses once, in small letters and capitals; and they can be turned off (WCAG 2.1.4).

import { claim, same, until, walk } from './rig.mjs';

await walk(async ({ open, signIn, seen }) => {
    const page = await open();
    await signIn(page, 'anna');
    const sent = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
    const count = (path) => sent.filter((one) => one === path).length;
    const state = (wanted) => page.waitForSelector(`#booking[data-state=${wanted}]`);
    const settled = () => page.evaluate(() => new Promise((done) => setTimeout(done, 150)));
    const start = async (number) => {
        await page.goto(`/scheduler?number=${number}`);
        await page.waitForFunction(() => document.activeElement?.id === 'first-free');
    };

    await start('3331234567');
    await page.keyboard.press('2');
    await state('held');
    await settled();
    same(count('/scheduler/pick'), 1, 'how often the key 2 picks');
    await page.waitForFunction(() => document.activeElement?.id === 'book-it');
    await page.keyboard.press('Enter');
    await state('booked');
    // The part of the page is one of htmx's once it has settled.
    await page.waitForFunction(() => document.activeElement?.id === 'booking-title');
    same(await page.locator('#booking [data-key=s]').count(), 1, 'a mobile can be sent the number');
    await page.keyboard.press('s');
    await page.waitForSelector('#sent .alert-success');
    await settled();
    same(count('/scheduler/send'), 1, 'how often S sends');
    await page.keyboard.press('N');
    await page.waitForFunction(() => document.activeElement?.id === 'number');
    same(await page.getAttribute('#booking', 'data-state'), 'choosing', 'N begins anew');
    same(await page.inputValue('#number'), '', 'with nobody’s number');

    // Elsewhere on the page nothing is picked, and what is typed is typed.
    await start('3331234567');
    await page.focus('#destination');
    await page.keyboard.press('1');
    await page.focus('#when');
    await page.keyboard.press('1');
    same(await page.inputValue('#when'), '1', 'what is typed');
    await settled();
    same(count('/scheduler/pick'), 1, 'nothing is picked from elsewhere');

    // What is chosen waits for its button: whoever goes through a list by arrows is not taken elsewhere (WCAG 3.2.2).
    await start('3331234567');
    await page.evaluate(() => (window.here = true));
    await page.focus('#destination');
    await page.selectOption('#destination', 'lotto-2');
    await settled();
    same(await page.evaluate(() => window.here), true, 'the page is the same');
    await page.keyboard.press('Tab');
    await Promise.all([page.waitForURL(/destination=lotto-2/), page.keyboard.press('Enter')]);

    // Turned off, and on again; `?` shows them.
    await start('3331234567');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog#keys[open]');
    await seen(page, 'scheduler-keys-it');
    await page.uncheck('#keys-on');
    await page.keyboard.press('Escape');
    await page.focus('#first-free');
    for (const key of ['1', '2', '3', '?']) await page.keyboard.press(key);
    await settled();
    same(count('/scheduler/pick'), 1, 'keys that are turned off');
    claim(!(await page.locator('dialog#keys[open]').count()), 'nor does ? open anything');
    await start('3331234567');
    await page.keyboard.press('1');
    await settled();
    same(await page.getAttribute('#booking', 'data-state'), 'choosing', 'it is kept for the next page');
    await page.goto('/scheduler/week');
    await page.click('[data-dialog=keys]');
    await page.check('#keys-on');
    await page.keyboard.press('Escape');
    await start('3331234567');
    await page.keyboard.press('1');
    await state('held');
    await until('it picks once', async () => count('/scheduler/pick') === 2);
});

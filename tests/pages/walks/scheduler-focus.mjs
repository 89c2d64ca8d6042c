// Somebody works by keyboard while a colleague books: parts of the page are renewed under their hand, and the hand stays where it was.

import { PHONE, claim, same, until, walk } from './rig.mjs';

await walk(async ({ open, signIn }) => {
    const anna = await open();
    await signIn(anna, 'anna');
    const bruno = await open();
    await signIn(bruno, 'bruno');
    const focused = () => anna.evaluate(() => document.activeElement.id || document.activeElement.tagName);
    const renewed = async (page, part, doing) => {
        await page.evaluate((id) => (document.getElementById(id).dataset.before = 'yes'), part);
        await doing();
        await page.waitForFunction((id) => document.getElementById(id) && !document.getElementById(id).dataset.before, part);
        await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    };
    const holds = async (label, number = '0668850009') => {
        await bruno.fill('#number', number);
        await bruno.click(`[aria-label*="${label}"]`);
        await bruno.waitForSelector('#booking[data-state=held]');
    };

    // The week: scrolled, and a cell of it under the hand.
    await anna.setViewportSize(PHONE);
    await anna.goto('/scheduler/week');
    await bruno.goto('/scheduler/week');
    const mine = await anna.getAttribute('[aria-label*="mercoledì 25 novembre 10:00"]', 'id');
    const heard = [];
    anna.on('request', (request) => request.url().includes('/scheduler/grid') && heard.push(request.headers()['x-by-news']));
    await anna.evaluate(() => (document.getElementById('week-scroll').scrollTop = 120));
    await anna.evaluate((id) => document.getElementById(id).focus({ preventScroll: true }), mine);
    const place = () => anna.evaluate(() => { const { scrollLeft, scrollTop } = document.getElementById('week-scroll'); return [scrollLeft, scrollTop]; });
    const before = await place();
    claim(before[1] > 0, `the week is scrolled: ${before}`);
    await renewed(anna, 'week', () => holds('giovedì 26 novembre 9:00'));
    same(await focused(), mine, 'where the hand is while a colleague holds another seat');
    same(await place(), before, 'how far the week is scrolled');
    // The colleague takes the very seat: the cell is there still, says so, and leads on.
    await bruno.click('text=Cambia');
    await bruno.waitForSelector('#booking[data-state=choosing]');
    await renewed(anna, 'week', () => holds('mercoledì 25 novembre 10:00'));
    await until('it is told that it is held', async () => (await anna.textContent(`#${mine}`)).includes('riservati 1'));
    same(await focused(), mine, 'where the hand is when the seat itself is gone');
    await anna.keyboard.press('ArrowDown');
    claim((await anna.evaluate(() => document.activeElement.getAttribute('aria-label'))).includes('10:15'), 'the arrows lead on from there');
    claim(heard.length > 0 && heard.every((said) => said === '1'), `what news fetch is no use of a session: ${heard}`);

    // The colleague books: the chip is a part of the week, and what has the focus keeps it.
    await bruno.press('#book-it', 'Enter');
    await bruno.waitForSelector('#booking[data-state=booked]');
    const ticket = (await bruno.textContent('.ticket-number')).trim().replaceAll(' ', '');
    await anna.waitForSelector(`#chip-${ticket}`);
    await anna.focus(`#chip-${ticket}`);
    await bruno.goto('/scheduler/week');
    await renewed(anna, 'week', () => holds('giovedì 26 novembre 9:00', '0668850010'));
    same(await focused(), `chip-${ticket}`, 'a callback under the hand');

    // What a number has open: a button there, while a colleague books.
    await anna.goto('/scheduler?number=0668850009');
    await anna.focus(`#cancel-${ticket}`);
    await renewed(anna, 'known', async () => {
        await bruno.press('#book-it', 'Enter');
        await bruno.waitForSelector('#booking[data-state=booked]');
    });
    same(await focused(), `cancel-${ticket}`, 'the button under the hand');
    // What was under the hand is cancelled elsewhere: the part has the focus, not the beginning of the page.
    await bruno.goto('/scheduler?number=0668850009');
    await bruno.click(`#cancel-${ticket}`);
    await bruno.click('#cancel-it');
    await until('it is gone', async () => (await anna.locator(`#cancel-${ticket}`).count()) === 0);
    await until('the part has the focus', async () => (await focused()) === 'known');
});

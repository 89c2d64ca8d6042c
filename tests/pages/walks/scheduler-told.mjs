// What a clerk must not miss: that nothing arrived, in a window that shows a part of the page; that a seat is no longer held; and each of it to who hears
// the page instead of seeing it.

import { claim, same, until, walk } from './rig.mjs';

/** Two hundred per cent of a usual window (WCAG 2.2, 1.4.4): what is written at the top of the page is not seen from the booking. */
const ENLARGED = { width: 640, height: 400 };

await walk(async ({ open, signIn, axe }) => {
    const page = await open({ size: ENLARGED, bears: ['ERR_INTERNET_DISCONNECTED', 'Failed to load resource', 'htmx:sendError', 'htmx:afterRequest', '[object'] });
    await page.clock.install();
    await signIn(page, 'anna');
    const state = (wanted) => page.waitForSelector(`#booking[data-state=${wanted}]`);
    const spoken = () => page.evaluate(() => document.querySelector('[role=status]#spoken')?.textContent.trim() ?? '');
    const says = (words) => until(`«${words}» is said`, async () => {
        await page.clock.runFor(200);
        return (await spoken()).includes(words);
    });
    const hold = async (number) => {
        await page.goto(`/scheduler?number=${number}`);
        await page.keyboard.press('Enter');
        await state('held');
        await page.waitForFunction(() => document.activeElement?.id === 'book-it');
    };

    // The network goes while the clerk is down at the booking.
    await hold('0668850001');
    await page.context().setOffline(true);
    await page.keyboard.press('Enter');
    const told = page.locator('#messages .alert');
    await told.waitFor();
    const { y, height } = await told.boundingBox();
    claim(y >= 0 && y + height <= ENLARGED.height, `that nothing arrived is seen: from ${y} to ${y + height} of ${ENLARGED.height}`);
    await page.context().setOffline(false);
    await page.keyboard.press('Enter');
    await state('booked');
    claim(await page.locator('.ticket-number').evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight), 'the number is seen');

    // A seat that is held says what it is to who hears the button, tells before it lapses and when it has; Enter books it still.
    await hold('0668850002');
    const described = await page.evaluate(() => {
        const ids = document.activeElement.getAttribute('aria-describedby') ?? '';
        return ids.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    });
    claim(described.includes('oggi') && described.includes('+39 06 6885 0002'), `the button says what it books: ${described}`);
    await page.clock.fastForward('01:35');
    await says('30 secondi');
    await page.clock.fastForward('00:40');
    await says('non è più riservato');
    same((await page.textContent('#booking .countdown')).trim(), 'Il posto non è più riservato: Invio prenota se è ancora libero.', 'one sentence');
    await axe(page, 'a seat that is no longer held');
    await page.keyboard.press('Enter');
    await state('booked');

    // What a page says as it comes is said aloud, too: what was there before is not read as news.
    await page.goto('/scheduler/changes');
    await page.fill('#from', 'boh');
    await page.fill('#reason', 'prova');
    await page.press('#reason', 'Enter');
    await page.waitForSelector('#from-wrong');
    await says('«boh» non si capisce');
    same(await page.evaluate(() => document.activeElement.id), 'from', 'one writes where the mistake is');
    await page.fill('#from', 'domani 17');
    await page.press('#reason', 'Enter');
    await page.waitForSelector('.alert-success');
    await says('Salvato.');
    claim((await page.textContent('.requests')).includes('domani 17:00 – gio 26 novembre 0:00'), `until the day's end, as the field says: ${await page.textContent('.requests')}`);
});

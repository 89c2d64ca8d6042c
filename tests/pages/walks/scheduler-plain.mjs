// Without a script: everything that must be done can be done.

import { claim, same, walk } from './rig.mjs';

await walk(async ({ open, signIn }) => {
    const page = await open({ javaScriptEnabled: false });
    await signIn(page, 'anna');
    await page.goto('/scheduler');
    await page.fill('#number', '0668851234');
    await page.press('#number', 'Enter');
    await page.waitForSelector('#booking[data-state=held]');
    await page.click('#book-it');
    await page.waitForSelector('#booking[data-state=booked]');
    const ticket = (await page.textContent('.ticket-number')).trim();
    same(await page.locator('#today tbody tr').count(), 1, 'today’s callbacks');
    // A number that is none, a time that is none.
    await page.goto('/scheduler');
    await page.fill('#number', '12');
    await page.fill('#when', 'domani 9.00');
    await page.press('#when', 'Enter');
    claim((await page.textContent('#number-wrong')).includes('non è un numero'), 'what is wrong is told');
    same(await page.inputValue('#when'), 'domani 9.00', 'the time stands as it was typed');
    // Moved from the week, and cancelled.
    await page.goto('/scheduler/week');
    await page.click('a.chip');
    await page.click('[aria-label*="mercoledì 25 novembre 9:00"]');
    await page.waitForSelector('.alert-success');
    claim((await page.textContent('.alert-success')).includes(ticket), 'it is told what was moved');
    await page.goto('/scheduler?number=0668851234');
    await page.click('#known a:has-text("Annulla")');
    await page.waitForSelector('#cancel-it');
    claim((await page.textContent('.lead')).includes(ticket), 'it is asked first, of which');
    await page.click('main a:has-text("Lascia com’era")');
    await page.goto('/scheduler?number=0668851234');
    same(await page.locator('#known .requests li').count(), 1, 'nothing is cancelled by one press');
    await page.click('#known a:has-text("Annulla")');
    await page.click('#cancel-it');
    await page.waitForSelector('.alert-success');
    claim((await page.textContent('.alert-success')).includes('annullata'), 'it is cancelled');
    // A calendar of one's own, shown once, and revoked.
    await page.goto('/scheduler/calendars');
    await page.click('button[value=mine]');
    const address = (await page.textContent('.address')).trim();
    const feed = await fetch(new URL(address, page.url()));
    claim(feed.ok && (await feed.text()).includes('STATUS:CANCELLED'), 'the callback in which she had a hand');
    await page.goto('/scheduler/calendars');
    claim(!(await page.content()).includes(address), 'it is shown once');
    claim((await page.textContent('.requests')).includes('attivato da anna'), 'who made it');
    await page.click('button:has-text("Revoca")');
    same((await fetch(new URL(address, page.url()))).status, 404, 'what is revoked is gone');
});

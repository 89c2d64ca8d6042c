// Two places that are kept in a queue, one since this morning and one since yesterday: what a clerk, an operator and a citizen read of them.

import { PHONE, claim, same, walk } from './rig.mjs';

await walk(async ({ args, open, signIn, seen, inView }) => {
    const { today, yesterday } = args;
    const grouped = (ticket) => ticket.replace(/(\d{3})(?=\d)/g, '$1 ');
    // Nobody is told a time at which the call comes: the end of the day is none.
    const noTime = async (page, what) => {
        const text = await page.textContent('main');
        claim(!text.includes('18:00') && !text.includes('18.00'), `${what} tells a time: ${text}`);
    };

    // The clerk: today's callbacks.
    const page = await open();
    await signIn(page, 'anna');
    await page.goto('/scheduler');
    const row = (ticket) => page.locator(`#today tr[data-ticket="${ticket}"]`);
    same(await row(today).count(), 1, 'a place that is kept since this morning, among today’s callbacks');
    claim((await row(today).textContent()).includes('9:41'), 'since when');
    claim(/turno/.test(await row(today).textContent()), `it comes in turn: ${await row(today).textContent()}`);
    same(await row(yesterday).count(), 1, 'whoever keeps a place since yesterday is called today');
    const before = await row(yesterday).textContent();
    claim(before.includes('17:58') && /lun 23/.test(before), `of yesterday: ${before}`);
    await seen(page, 'kept-scheduler-it');
    // On a telephone too, how each stands is seen at once, beside whose it is.
    const small = await open({ size: PHONE });
    await signIn(small, 'anna');
    await small.goto('/scheduler');
    for (const ticket of [today, yesterday]) {
        const cells = small.locator(`#today tr[data-ticket="${ticket}"]`).locator('td, th');
        same(await cells.count(), 4, `what is told of ${ticket}`);
        for (const cell of await cells.all()) await inView(cell, `«${(await cell.textContent()).trim()}», of today’s callbacks on a telephone,`);
    }
    // To who hears the page it is still a table, with the names of its columns.
    const table = small.getByRole('table', { name: /Richiamate di oggi/ });
    same(await table.getByRole('columnheader').allTextContents(), ['Ora', 'Numero di telefono', 'Richiesta', 'Stato'], 'the columns');
    same(await table.getByRole('row').count(), 3, 'rows, with that of the columns');

    // The week has no seat for it, and every hour as free as before.
    await page.goto('/scheduler/week');
    same(await page.locator('a.chip').count(), 0, 'chips in the week');

    // The number's open requests: no callback that could be moved.
    await page.goto('/scheduler?number=3330040001');
    await page.waitForSelector('#known .requests li');
    const known = await page.textContent('#known');
    claim(known.includes(grouped(today)), known);
    same(await page.locator('#known a:has-text("Sposta")').count(), 0, 'there is no time to move');
    await seen(page, 'kept-known-it');

    // The operator: the list, the order of arrival, the request with its history.
    const operator = await open();
    await signIn(operator, 'olga');
    await operator.goto('/tickets');
    for (const ticket of [today, yesterday]) claim((await operator.textContent('main')).includes(grouped(ticket)), `${ticket} is on the list`);
    await operator.goto('/tickets/queues/giustizia/callback');
    const order = (await operator.textContent('main')).replaceAll(' ', '');
    claim(order.indexOf(yesterday) >= 0 && order.indexOf(yesterday) < order.indexOf(today), 'whoever joined first is first');
    await seen(operator, 'kept-queue-it');
    await operator.goto(`/tickets/${today}`);
    const history = await operator.textContent('main');
    claim(/al proprio turno|posto/i.test(history) && history.includes('9:41'), history);
    claim(!history.includes('Richiamata prenotata'), `nobody booked anything: ${history}`);
    await noTime(operator, 'the request');
    await seen(operator, 'kept-ticket-it');

    // The citizen.
    const citizen = await open({ size: PHONE });
    await citizen.goto('/book/giustizia/request');
    await citizen.fill('input[name=number]', today);
    await citizen.fill('input[name=date]', '2026-11-24');
    await citizen.press('input[name=date]', 'Enter');
    await citizen.waitForSelector('dl.facts');
    const status = await citizen.textContent('main');
    claim(status.includes(grouped(today)), status);
    await noTime(citizen, 'the status');
    same(await citizen.locator('select[name=start]').count(), 0, 'nothing can be moved');
    await seen(citizen, 'kept-status-it');
});

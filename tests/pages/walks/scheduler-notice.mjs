// Within the queue's notice, and beyond the days that it offers: what the week says of such a slot, to who sees no colours and to who hears it; a callback
// is moved there with a reason, once; and a seat that was picked in time is not lost while the citizen makes up their mind.

import { claim, same, until, walk } from './rig.mjs';

await walk(async ({ open, signIn, seen }) => {
    // As high as what is dragged has to go.
    const page = await open({ size: { width: 1280, height: 1400 } });
    await signIn(page, 'anna');
    const state = async (wanted) => {
        await page.waitForSelector(`#booking[data-state=${wanted}]`);
        if (wanted === 'held') await page.waitForFunction(() => document.activeElement?.id === 'book-it');
    };
    const focused = () => page.evaluate(() => document.activeElement.id);

    await page.goto('/scheduler?number=0668850001');
    await page.fill('#when', 'domani 9.00');
    await page.press('#when', 'Enter');
    await state('held');
    await page.keyboard.press('Enter');
    await state('booked');
    const ticket = (await page.textContent('.ticket-number')).replaceAll(' ', '').trim();

    // What it looks like, and what is said.
    await page.goto('/scheduler/week');
    const soon = page.locator('[aria-label*="martedì 24 novembre 10:45"]');
    same(await soon.textContent(), '2!', 'a sign beside the colour');
    claim((await soon.getAttribute('aria-label')).endsWith(', entro il preavviso'), await soon.getAttribute('aria-label'));
    await page.goto('/scheduler/week?day=2026-12-09');
    claim((await page.textContent('#week')).includes('mercoledì 9 dicembre 9:00: liberi 2 su 2, prenotati 0, riservati 0, non ancora prenotabile'), 'what is too far ahead is said to be');
    same(await page.locator('table.week button').count(), 0, 'seats to press beyond the days that can be booked');
    await seen(page, 'scheduler-week-far-it');

    // Put there in the week, a reason is asked for, once; it stands in the history.
    await page.goto('/scheduler/week');
    await page.locator(`a.chip[data-ticket="${ticket}"]`).dragTo(soon);
    await page.waitForURL(/\/scheduler\?.*moving=/);
    claim((await page.textContent('#messages')).includes('oggi 10:45 è entro il preavviso'), await page.textContent('#messages'));
    same(await focused(), 'when', 'Enter goes on');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#waive');
    same(await focused(), 'waive', 'where the reason is typed');
    await page.keyboard.type('parte stasera');
    await page.keyboard.press('Enter');
    await state('held');
    await page.keyboard.press('Enter');
    await state('booked');
    claim((await page.textContent('.card-aloud')).includes('10:45'), await page.textContent('.card-aloud'));
    await page.goto(`/tickets/${ticket}`);
    claim((await page.textContent('.history')).includes('parte stasera'), 'the reason stands in the history');

    // A day on which nobody answers is told to be one, and why.
    await page.goto('/scheduler?number=0668850002');
    for (const [text, told] of [['8/12 10', 'Il giorno martedì 8 dicembre è chiuso (Immacolata Concezione).'], ['domenica', 'Il giorno domenica 29 novembre è chiuso.'], ['sab 20', 'A quell’ora non comincia nessuna fascia.']]) {
        await page.fill('#when', text);
        await page.press('#when', 'Enter');
        await until(`${text}: ${told}`, async () => (await page.locator('#when-wrong').textContent().catch(() => '')).trim() === told);
    }
});

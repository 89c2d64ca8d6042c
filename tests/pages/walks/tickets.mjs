// An operator's morning: the list by j and k, a request taken, noted and closed without a mouse, a colleague who was quicker, the keys under `?`.

import { claim, same, until, walk } from './rig.mjs';

const focused = (page) => page.evaluate(() => document.activeElement.textContent.replaceAll(' ', ''));

await walk(async ({ args, open, signIn, look, seen }) => {
    // The third is due before the second, which is taken in charge already.
    const [first, third, second] = args.tickets.map(String);
    const page = await open({ bears: ['409', '422'] });
    await signIn(page, 'anna');
    await look(page, '/tickets', 'tickets');
    await look(page, `/tickets/${third}`, 'ticket');
    await look(page, '/tickets/queues/condafne/callback', 'queue');
    await look(page, '/tickets', 'tickets-none', async () => {
        await page.fill('#q', 'nessuno');
        await page.press('#q', 'Enter');
        await page.waitForURL(/search=/);
        claim(!page.url().includes('nessuno'), `what is looked for stands in no address: ${page.url()}`);
        same(await page.inputValue('#q'), 'nessuno', 'it stands in the field');
    });
    await look(page, '/tickets/new?desk=condafne', 'ticket-new');

    // j and k, and the arrows once a row is under the hand.
    await page.goto('/tickets');
    for (const [key, row] of [['j', first], ['j', second], ['ArrowDown', third], ['j', third], ['k', second], ['ArrowUp', first]]) {
        await page.keyboard.press(key);
        same(await focused(page), row, `the row after ${key}`);
    }
    await page.keyboard.press('/');
    same(await page.evaluate(() => document.activeElement.id), 'q', 'where / leads');
    await page.keyboard.type('jk?');
    same(await page.inputValue('#q'), 'jk?', 'keys are letters where one writes');
    await page.keyboard.press('Escape');

    // The keys are listed, and can be turned off.
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await seen(page, 'tickets-keys-it');
    await page.uncheck('#keys-on');
    await page.click('dialog button');
    await page.goto('/tickets');
    await page.keyboard.press('j');
    claim(!args.tickets.map(String).includes(await focused(page)), 'j does nothing once keys are turned off');
    await page.click('[data-dialog=keys]');
    await page.check('#keys-on');
    await page.click('dialog button');

    // A request, without a mouse.
    await page.goto('/tickets');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/tickets/${first}`);
    // A note that is empty is told where it is to be written, and said aloud.
    await page.keyboard.press('m');
    await page.waitForSelector('[role=alert]');
    same(await page.evaluate(() => document.activeElement.id), 'note', 'where the hand is');
    await until('it is said', async () => (await page.textContent('#spoken')) === (await page.textContent('[role=alert]')).trim());
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await page.waitForSelector('.alert-success');
    await until('it is taken in charge', async () => (await page.textContent('main')).includes('in carico a anna'));

    // Meanwhile a colleague writes something down.
    const other = await open();
    await signIn(other, 'bruno');
    await other.goto(`/tickets/${first}`);
    await other.fill('#note', 'Ha richiamato');
    await other.press('#note', 'Escape');
    await other.keyboard.press('m');
    await other.waitForSelector('.alert-success');

    await page.keyboard.press('n');
    await page.keyboard.type('Risolto: il codice è nuovo.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.waitForSelector('[role=alert]');
    claim((await page.textContent('[role=alert]')).includes('Annotazione (bruno)'), 'it says what the colleague did');
    same(await page.inputValue('#note'), 'Risolto: il codice è nuovo.', 'what was typed');
    await seen(page, 'ticket-gone-on-it');
    await page.keyboard.press('c');
    await page.waitForSelector('.alert-success');
    await until('it is closed', async () => (await page.textContent('.badge-state')) === 'Chiusa');
    await page.keyboard.press('u');
    await page.waitForURL('**/tickets');
    claim(!(await page.textContent('main ol')).replaceAll(' ', '').includes(first), 'it is gone from the list');
});

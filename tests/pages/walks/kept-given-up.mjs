// Two places that are kept in a queue are given up: one by its user, with number and date on a phone, by keyboard; one by a clerk who has the user on the
// line. A colleague who has the page open sees both at once.

import { PHONE, claim, same, until, walk } from './rig.mjs';

await walk(async ({ args, open, signIn, seen }) => {
    const { today, yesterday } = args;
    const grouped = (ticket) => ticket.replace(/(\d{3})(?=\d)/g, '$1 ');
    const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
    /** Tabs on until something is focused, as who has no mouse does. */
    const reach = async (page, text) => {
        for (let keys = 1; keys <= 40; keys += 1) {
            await page.keyboard.press('Tab');
            if ((await focused(page)).startsWith(text)) return keys;
        }
        throw new Error(`«${text}» is not reached by Tab; focused: ${await focused(page)}`);
    };

    const colleague = await open();
    await signIn(colleague, 'bruno');
    await colleague.goto('/scheduler');
    const told = (ticket) => colleague.textContent(`#today tr[data-ticket="${ticket}"] td:last-child`).then((text) => text.trim());
    same([await told(today), await told(yesterday)], ['al proprio turno', 'al proprio turno'], 'before');

    // The user.
    const citizen = await open({ size: PHONE });
    await citizen.goto('/book/giustizia/request');
    same(await focused(citizen), 'number', 'where one writes first');
    await citizen.keyboard.type(grouped(today));
    await citizen.fill('#date', '2026-11-24');
    await citizen.press('#date', 'Enter');
    await citizen.waitForSelector('dl.facts');
    const asks = async (page) => {
        await page.goto('/book/giustizia/request');
        await page.fill('#number', String(today));
        await page.fill('#date', '2026-11-24');
        await page.press('#date', 'Enter');
        await page.waitForSelector('dl.facts');
    };
    const elsewhere = await open();
    await asks(elsewhere);
    await reach(citizen, 'Rinuncia al posto in coda');
    claim(!(await citizen.isVisible('text=Sì, rinuncia')), 'it is asked first');
    await citizen.keyboard.press('Enter');
    await citizen.waitForSelector('text=Conferma la rinuncia?');
    await seen(citizen, 'given-up-ask-it');
    await reach(citizen, 'Sì, rinuncia');
    await citizen.keyboard.press('Enter');
    await citizen.waitForSelector('[role=status]:has-text("non riceverà la telefonata")');
    const status = await citizen.textContent('main');
    claim(status.includes(grouped(today)) && !status.includes('Quando arriva il Suo turno'), `nobody is told that the turn comes: ${status}`);
    same(await citizen.locator('summary').count(), 0, 'there is nothing left to give up');
    claim(status.includes('Chiusa'), `nothing is left to wait for: ${status}`);
    await seen(citizen, 'given-up-it');
    // Another window, in which it still stands: the same again is no fault, and is no cancelled call.
    await elsewhere.click('summary:has-text("Rinuncia al posto in coda")');
    await elsewhere.click('button:has-text("Sì, rinuncia")');
    await elsewhere.waitForSelector('[role=status]:has-text("non riceverà la telefonata")');
    await until('the colleague sees it by itself', async () => (await told(today)) === 'annullata');
    same(await told(yesterday), 'al proprio turno', 'the other place is kept');

    // The clerk: the number, the open request, the question, yes.
    const clerk = await open();
    await signIn(clerk, 'anna');
    await clerk.goto('/scheduler');
    await clerk.keyboard.type('3330040002');
    await clerk.waitForSelector(`#cancel-${yesterday}`);
    await reach(clerk, `cancel-${yesterday}`);
    await clerk.keyboard.press('Enter');
    await clerk.waitForSelector('h1:has-text("Lasciare il posto in coda?")');
    const asked = await clerk.textContent('main');
    claim(asked.includes(grouped(yesterday)) && asked.includes('+39 333 004 0002'), `whose place it is: ${asked}`);
    claim(!asked.includes('richiamata'), `no callback was booked: ${asked}`);
    await seen(clerk, 'give-up-ask-clerk-it');
    // A change of mind leaves all as it was.
    await clerk.click('main a:has-text("Lascia com’era")');
    await clerk.waitForURL((url) => url.pathname === '/scheduler');
    same(await told(yesterday), 'al proprio turno', 'after a change of mind');
    await clerk.goBack();
    await clerk.waitForSelector('#cancel-it');
    await clerk.focus('#cancel-it');
    await clerk.keyboard.press('Enter');
    await clerk.waitForSelector('.alert-success');
    claim((await clerk.textContent('.alert-success')).includes(`Il posto della richiesta ${grouped(yesterday)} non è più mantenuto.`), await clerk.textContent('.alert-success'));
    await seen(clerk, 'given-up-clerk-it');
    await until('the colleague sees that too', async () => (await told(yesterday)) === 'annullata');
});
